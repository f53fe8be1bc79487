package dev.durable.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a request was sent from this machine, not only passed on by a proxy
 * on it.
 */
final class LocalCaller {

	private static final List<String> FORWARDING_HEADERS = List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host",
			"X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Server", "X-Forwarded-Ssl",
			"X-Forwarded-By", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP", "Via");

	// Set by Tomcat when it uses the headers itself, whether there were any or not
	private static final String FORWARDED_ATTRIBUTE = "org.apache.tomcat.request.forwarded";

	// Of version 4 or 6. Digits and colons only: never ask a name server
	private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[?(?=[^:]*:)[0-9a-fA-F.:]+(%[0-9a-zA-Z]+)?]?");

	private final @Nullable String objection;

	LocalCaller(HttpServletRequest request) {
		this.objection = findObjection(request, unwrap(request));
	}

	boolean isLocal() {
		return this.objection == null;
	}

	@Nullable String objection() {
		return this.objection;
	}

	private static @Nullable String findObjection(HttpServletRequest request, HttpServletRequest original) {
		if (!isLoopback(request.getRemoteAddr()) || !isLoopback(original.getRemoteAddr())) {
			return "this request came from another address";
		}
		for (String header : FORWARDING_HEADERS) {
			if (original.getHeader(header) != null) {
				return "this request has the header '" + header + "', so a proxy passed it on";
			}
		}
		if (original.getAttribute(FORWARDED_ATTRIBUTE) != null) {
			return "the server uses forwarding headers itself, so it cannot be told where this request came from";
		}
		// A name of someone else's that leads here lets that one's pages read our answers
		if (!isLocalName(original.getServerName())) {
			return "this request asked for another host name";
		}
		return null;
	}

	private static HttpServletRequest unwrap(HttpServletRequest request) {
		ServletRequest current = request;
		while (current instanceof HttpServletRequestWrapper wrapper) {
			current = wrapper.getRequest();
		}
		return (current instanceof HttpServletRequest original) ? original : request;
	}

	private static boolean isLocalName(String name) {
		String host = name.toLowerCase(Locale.ROOT);
		return host.equals("localhost") || host.endsWith(".localhost") || isLoopback(host);
	}

	private static boolean isLoopback(@Nullable String address) {
		if (address == null || !ADDRESS.matcher(address).matches()) {
			return false;
		}
		try {
			return InetAddress.getByName(address).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

}
