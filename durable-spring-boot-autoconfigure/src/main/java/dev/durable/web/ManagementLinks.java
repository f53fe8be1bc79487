package dev.durable.web;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.UriUtils;

/**
 * Makes the links to what can be done with an instance.
 */
final class ManagementLinks {

	private final ManagementSettings settings;

	ManagementLinks(ManagementSettings settings) {
		this.settings = settings;
	}

	String status(HttpServletRequest request, String instanceId) {
		return status(instances(request), instanceId, key());
	}

	String why(HttpServletRequest request, String instanceId) {
		return why(instances(request), instanceId, key());
	}

	/**
	 * Return the link to the status of an instance.
	 * @param instances what comes before its id, without a slash at the end
	 * @param key the key that links carry, if any
	 */
	static String status(String instances, String instanceId, @Nullable String key) {
		return of(instance(instances, instanceId), "", "", key);
	}

	/**
	 * Return the link to the explanation of an instance.
	 * @param instances what comes before its id, without a slash at the end
	 * @param key the key that links carry, if any
	 */
	static String why(String instances, String instanceId, @Nullable String key) {
		return of(instance(instances, instanceId), "/why", "", key);
	}

	/**
	 * Return all links of an instance by their names, in order.
	 */
	Map<String, String> all(HttpServletRequest request, String instanceId) {
		return all(instances(request), instanceId, key());
	}

	/**
	 * Return all links of an instance by their names, in order.
	 * @param instances what comes before its id, without a slash at the end
	 * @param key the key that links carry, if any
	 */
	static Map<String, String> all(String instances, String instanceId, @Nullable String key) {
		String instance = instance(instances, instanceId);
		Map<String, String> links = new LinkedHashMap<>();
		links.put("statusQueryGetUri", of(instance, "", "", key));
		links.put("sendEventPostUri", of(instance, "/raiseEvent/{eventName}", "", key));
		links.put("terminatePostUri", of(instance, "/terminate", "reason={text}", key));
		links.put("purgeHistoryDeleteUri", of(instance, "", "", key));
		links.put("rewindPostUri", of(instance, "/rewind", "", key));
		links.put("restartPostUri", of(instance, "/restart", "", key));
		links.put("suspendPostUri", of(instance, "/suspend", "", key));
		links.put("resumePostUri", of(instance, "/resume", "", key));
		return links;
	}

	private static String instance(String instances, String instanceId) {
		return instances + "/" + UriUtils.encode(instanceId, StandardCharsets.UTF_8);
	}

	private static String of(String instance, String tail, String query, @Nullable String key) {
		StringBuilder link = new StringBuilder(instance).append(tail);
		String separator = "?";
		if (!query.isEmpty()) {
			link.append(separator).append(query);
			separator = "&";
		}
		if (key != null) {
			link.append(separator).append("code=").append(UriUtils.encode(key, StandardCharsets.UTF_8));
		}
		return link.toString();
	}

	private @Nullable String key() {
		return this.settings.systemKeys().isEmpty() ? null : this.settings.systemKeys().get(0);
	}

	private String instances(HttpServletRequest request) {
		return root(request) + this.settings.basePath();
	}

	/**
	 * Return what comes before the paths of the API.
	 */
	String root(HttpServletRequest request) {
		return (this.settings.baseUrl() != null) ? this.settings.baseUrl() : origin(request) + prefix(request);
	}

	/**
	 * Return scheme, host and port by which the caller found the application.
	 */
	static String origin(HttpServletRequest request) {
		String scheme = request.getScheme();
		String host = request.getServerName();
		int port = request.getServerPort();
		boolean bareIpv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
		String origin = scheme + "://" + (bareIpv6 ? "[" + host + "]" : host);
		boolean defaultPort = port <= 0 || (scheme.equals("http") && port == 80)
				|| (scheme.equals("https") && port == 443);
		return defaultPort ? origin : origin + ":" + port;
	}

	/**
	 * Return the path that leads to the dispatcher servlet.
	 */
	private static String prefix(HttpServletRequest request) {
		boolean mapped = request.getHttpServletMapping().getMappingMatch() == MappingMatch.PATH;
		return request.getContextPath() + (mapped ? request.getServletPath() : "");
	}

}
