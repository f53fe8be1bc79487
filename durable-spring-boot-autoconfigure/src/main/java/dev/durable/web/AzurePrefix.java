package dev.durable.web;

import org.springframework.http.HttpStatus;

/**
 * The paths below which Azure's clients look for the operations, each as one version of
 * Azure Functions has it.
 */
enum AzurePrefix {

	/**
	 * Functions 1.0.
	 */
	FUNCTIONS_1("/admin/extensions/DurableTaskExtension", HttpStatus.BAD_REQUEST),

	/**
	 * Functions 2.0 when it came out.
	 */
	FUNCTIONS_2("/webhookextensions/handler/DurableTaskExtension", HttpStatus.BAD_REQUEST),

	/**
	 * Functions 2.0 and later.
	 */
	CURRENT("/runtime/webhooks/durabletask", HttpStatus.OK);

	private final String path;

	private final HttpStatus failedStatus;

	AzurePrefix(String path, HttpStatus failedStatus) {
		this.path = path;
		this.failedStatus = failedStatus;
	}

	String path() {
		return this.path;
	}

	/**
	 * Return whether two segments of paths are the same in upper and lower case. Only of
	 * ASCII: other letters count as none of these for those who guard the paths by
	 * patterns.
	 */
	static boolean isSameSegment(String expected, String segment) {
		return expected.equalsIgnoreCase(segment) && segment.chars().allMatch((c) -> c < 0x80);
	}

	/**
	 * Return what tells of an instance that failed or was terminated.
	 */
	HttpStatus failedStatus() {
		return this.failedStatus;
	}

}
