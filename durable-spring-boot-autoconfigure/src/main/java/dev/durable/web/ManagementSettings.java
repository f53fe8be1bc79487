package dev.durable.web;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * How the management API is set up.
 *
 * @param basePath path below which it is found, within the application; begins with a
 * slash and does not end with one
 * @param baseUrl what links begin with, without a trailing slash, or {@code null} for the
 * origin and context path of the request
 * @param systemKeys keys of which every call needs one, the one that links carry first;
 * none if no key is needed
 * @param openToRemote whether callers that are not on this machine are served without a
 * key
 * @param operations what can be done
 * @param failedStatus HTTP status that tells of an instance that failed or was terminated
 * @param maxPayloadSize largest input or event payload in bytes
 * @param maxJsonDepth deepest nesting of objects and arrays in a request
 */
public record ManagementSettings(String basePath, @Nullable String baseUrl, List<String> systemKeys,
		boolean openToRemote, Set<ManagementOperation> operations, int failedStatus, int maxPayloadSize,
		int maxJsonDepth) {

	public ManagementSettings {
		systemKeys = List.copyOf(systemKeys);
		operations = Set.copyOf(operations);
		if (!basePath.startsWith("/") || basePath.endsWith("/")) {
			throw new IllegalArgumentException(
					"'basePath' must begin with a slash and not end with one but is '" + basePath + "'");
		}
	}

	ManagementSettings withOpenToRemote(boolean openToRemote) {
		return new ManagementSettings(this.basePath, this.baseUrl, this.systemKeys, openToRemote, this.operations,
				this.failedStatus, this.maxPayloadSize, this.maxJsonDepth);
	}

}
