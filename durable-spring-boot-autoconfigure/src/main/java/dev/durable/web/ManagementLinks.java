package dev.durable.web;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;

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
		return of(request, instanceId, "", "");
	}

	/**
	 * Return all links of an instance by their names, in order.
	 */
	Map<String, String> all(HttpServletRequest request, String instanceId) {
		Map<String, String> links = new LinkedHashMap<>();
		links.put("statusQueryGetUri", status(request, instanceId));
		links.put("sendEventPostUri", of(request, instanceId, "/raiseEvent/{eventName}", ""));
		links.put("terminatePostUri", of(request, instanceId, "/terminate", "reason={text}"));
		links.put("purgeHistoryDeleteUri", of(request, instanceId, "", ""));
		links.put("rewindPostUri", of(request, instanceId, "/rewind", ""));
		links.put("restartPostUri", of(request, instanceId, "/restart", ""));
		links.put("suspendPostUri", of(request, instanceId, "/suspend", ""));
		links.put("resumePostUri", of(request, instanceId, "/resume", ""));
		return links;
	}

	private String of(HttpServletRequest request, String instanceId, String tail, String query) {
		StringBuilder link = new StringBuilder(root(request));
		link.append(this.settings.basePath()).append('/').append(UriUtils.encode(instanceId, StandardCharsets.UTF_8));
		link.append(tail);
		String separator = "?";
		if (!query.isEmpty()) {
			link.append(separator).append(query);
			separator = "&";
		}
		if (!this.settings.systemKeys().isEmpty()) {
			String key = this.settings.systemKeys().get(0);
			link.append(separator).append("code=").append(UriUtils.encode(key, StandardCharsets.UTF_8));
		}
		return link.toString();
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
