package dev.durable.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Decides who may call.
 */
final class AccessRules {

	private static final String KEY_HEADER = "x-functions-key";

	private final ManagementSettings settings;

	AccessRules(ManagementSettings settings) {
		this.settings = settings;
	}

	/**
	 * Check that the caller may call at all.
	 */
	void requireAccess(HttpServletRequest request, @Nullable String code) {
		if (!this.settings.systemKeys().isEmpty()) {
			String header = request.getHeader(KEY_HEADER);
			if (!isKey((header != null) ? header : code)) {
				throw Problem
					.of(HttpStatus.UNAUTHORIZED, "system-key-required", "System key required",
							"The management API needs a system key, as query parameter 'code' or in the header '"
									+ KEY_HEADER + "'.")
					.withHeader("WWW-Authenticate", "ApiKey realm=\"durable\", header=\"" + KEY_HEADER + "\"")
					.exception();
			}
		}
		else if (!this.settings.openToRemote()) {
			requireLocal(request);
		}
	}

	private boolean isKey(@Nullable String candidate) {
		if (candidate == null) {
			return false;
		}
		byte[] bytes = candidate.getBytes(StandardCharsets.UTF_8);
		boolean found = false;
		for (String key : this.settings.systemKeys()) {
			// All keys are compared, each in constant time
			found |= MessageDigest.isEqual(key.getBytes(StandardCharsets.UTF_8), bytes);
		}
		return found;
	}

	private static void requireLocal(HttpServletRequest request) {
		LocalCaller caller = new LocalCaller(request);
		if (!caller.isLocal()) {
			throw Problem
				.of(HttpStatus.FORBIDDEN, "local-callers-only", "Only local callers are served",
						"Without a system key or Spring Security, the management API serves only callers on the same "
								+ "machine that ask for it as localhost; " + caller.objection()
								+ ". Set 'durable.management.system-key', add Spring Security, or set "
								+ "'durable.management.allow-remote=true' to open it to everybody.")
				.exception();
		}
	}

	/**
	 * Check that a request that changes something does not come from a page of another
	 * origin.
	 */
	void requireSameOrigin(HttpServletRequest request) {
		String origin = request.getHeader("Origin");
		if (origin != null && !isOwn(origin, request)) {
			throw Problem
				.of(HttpStatus.FORBIDDEN, "cross-origin", "Requests of other origins are refused",
						"Pages of another origin may not change anything; this request names '" + origin
								+ "' as its origin.")
				.exception();
		}
	}

	private boolean isOwn(String origin, HttpServletRequest request) {
		String baseUrl = this.settings.baseUrl();
		// Behind a proxy that ends TLS, the scheme of the request is not the caller's
		String host = request.getHeader("Host");
		return origin.equalsIgnoreCase(ManagementLinks.origin(request))
				|| (host != null
						&& (origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host)))
				|| (baseUrl != null && (baseUrl + "/").regionMatches(true, 0, origin + "/", 0, origin.length() + 1));
	}

}
