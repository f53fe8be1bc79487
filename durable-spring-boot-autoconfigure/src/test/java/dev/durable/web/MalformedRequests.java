package dev.durable.web;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Makes requests that no client should send, the same ones for the same seed. Whatever
 * else is right about it, each has at least one flaw for which it must be refused.
 */
final class MalformedRequests {

	private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "FOO", "get");

	/**
	 * Parts of paths that lead nowhere, or that no server takes.
	 */
	private static final List<String> SEGMENTS = List.of("%2F", "%5C", "%00", "%zz", "%", "%c3%28", "%ff%fe", "a\\b",
			"..%2f..", "%2e%2e", ";a=b", "<script>alert(1)</script>", "%3Cscript%3E", "\"", "{}", "|", "^", "`",
			"${jndi:ldap://x}", "'%20or%201=1--", "@x", "x".repeat(300), "%F0%9F%98%80".repeat(90), "\u0001", "\u00e4",
			"%0d%0aSet-Cookie:%20a=b", "start", "terminate", "raiseEvent");

	private static final List<String> TAILS = List.of("/x/y/z", "/raiseEvent", "/start/a/b", "//", "/../../x",
			"/nothing", "/raiseEvent/a/b/c", "/start//", "/why", "/why/", "/why/x");

	private static final List<String> QUERIES = List.of("", "?", "?timeout=-1", "?waitSeconds=1e9", "?%zz", "?a=%",
			"?showHistory=%00", "?reason=" + "y".repeat(500), "?code=%ff", "?&&==&", "?createdTimeFrom=yesterday",
			"?top=999999999999", "?_method=DELETE");

	private static final List<String> HEADERS = List.of("Content-Type: application/json", "Content-Type: text/html",
			"Content-Type: multipart/form-data", "Content-Type: multipart/form-data; boundary=",
			"Content-Type: application/x-www-form-urlencoded", "Content-Type: ;;;",
			"Content-Type: application/json; charset=x", "Accept: text/html", "Accept: ;q=z", "Origin: null",
			"Origin: http://evil.example", "traceparent: 00-zz-zz-zz", "tracestate: ,,,=,",
			"X-HTTP-Method-Override: DELETE", "Cookie: a=b; =; \u0001", "Accept-Language: !!!", "Expect: 200-maybe",
			"Range: bytes=9-1", "Transfer-Encoding: gzip", "x-functions-key: \u0007", "If-None-Match: *",
			"Upgrade: h2c", "Authorization: Basic !!!", "X-Long: " + "z".repeat(2000));

	private static final List<String> BODIES = List.of("{", "}", "nul", "{\"input\":}", "{\"input\":1,\"input\":2}",
			"{\"instanceId\":\"a/b\"}", "{\"instanceId\":\"@a\"}", "{\"instanceId\":\"\"}",
			"{\"instanceId\":\"\\u0000\"}", "{\"instanceId\":\"\\ud800\"}", "{\"unknown\":1}", "{\"startAt\":\"soon\"}",
			"{\"startAt\":\"+999999999-12-31T23:59:59Z\"}", "{\"tags\":{\"\":1}}", "{\"tags\":[]}", "[".repeat(5000),
			"{\"a\":".repeat(2000), "1e999999999", "\"\\u12\"", "\u0000", "\uFEFF",
			"{\"input\":" + "9".repeat(5000) + "x}", "<a/>", "--x\r\n\r\nz", "{} {}", "[]", "\"a\"", "NaN");

	private static final List<String> NOT_JSON = List.of("{", "}", "nul", "{\"input\":}", "[".repeat(5000), "\"\\u12\"",
			"\u0000", "\uFEFF", "<a/>", "--x\r\n\r\nz", "{} {}", "NaN", "'a'", "01", "\"a\tb\"");

	private final Random random;

	private final Routes routes;

	private final String base;

	MalformedRequests(long seed, Routes routes) {
		this.random = new Random(seed);
		this.routes = routes;
		this.base = routes.instances();
	}

	/**
	 * Return the next one, as the bytes to send.
	 */
	byte[] next() {
		return switch (this.random.nextInt(12)) {
			case 0, 1 -> path();
			case 2, 3 -> tail();
			case 4, 5, 6, 7 -> body();
			case 8 -> chunks();
			case 9 -> framing();
			case 10 -> requestLine();
			default -> noise();
		};
	}

	private byte[] path() {
		String path = this.base + "/" + segment()
				+ one(List.of("", "/", "/" + segment(), "/why", "/raiseEvent/" + segment()));
		// Nothing starts here, and of what is asked for there is nothing
		String method = path.startsWith(this.routes.start() + "/") ? "GET" : one(METHODS);
		return request(method + " " + path + one(QUERIES) + " HTTP/1.1", headers(), "");
	}

	private byte[] tail() {
		return request(one(METHODS) + " " + this.base + "/missing" + one(TAILS) + one(QUERIES) + " HTTP/1.1", headers(),
				"");
	}

	private byte[] body() {
		String start = this.routes.start();
		String path = one(List.of(start + "/Echo", start + "/Echo", start + "/Echo?timeout=1", start + "/Unknown",
				this.base + "/missing/raiseEvent/e", this.base + "/missing/terminate", this.base + "/missing/suspend",
				this.base + "/missing/resume"));
		String body = one(this.routes.rawInput() ? NOT_JSON : BODIES);
		// An empty or blank body would be no flaw
		String type = (body.isBlank() || body.equals("\uFEFF")) ? "Content-Type: text/html"
				: "Content-Type: application/json";
		return request("POST " + path + " HTTP/1.1", type + "\r\n", body.equals("\uFEFF") ? "x" : body);
	}

	private byte[] chunks() {
		String chunks = one(List.of("zz\r\n{}\r\n0\r\n\r\n", "-1\r\n\r\n", "fffffffffffffffff\r\n{}", "2\r\n{",
				"2;\u0001\r\n{}\r\n", "2\r\n{}{}\r\n0\r\n\r\n", "5\r\n{\"a\":\r\n0\r\n\r\n"));
		return bytes("POST " + this.routes.start() + "/Echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
				+ "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
	}

	private byte[] framing() {
		String length = one(List.of("Content-Length: 99", "Content-Length: -1", "Content-Length: x",
				"Content-Length: 1\r\nContent-Length: 2", "Content-Length: 99999999999999999999",
				"Content-Length: 3000000000", "Content-Length: 1", "Transfer-Encoding: x\r\nContent-Length: 2"));
		return bytes("POST " + this.routes.start() + "/Echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
				+ "Content-Type: application/json\r\n" + length + "\r\n\r\n{\"a");
	}

	private byte[] requestLine() {
		return bytes(one(List.of("GET http://evil.example" + this.base + "/a HTTP/1.1\r\nHost: other.example",
				"POST http://[::" + this.routes.start() + "/Echo HTTP/1.1\r\nHost: localhost",
				"POST " + this.routes.start() + "/Echo HTTP/9.9\r\nHost: localhost",
				"POST " + this.routes.start() + "/Echo\r\nHost: localhost",
				"POST  " + this.routes.start() + "/ Echo x HTTP/1.1\r\nHost: localhost",
				"GET " + this.base + "/" + "x".repeat(20000) + " HTTP/1.1\r\nHost: localhost",
				"POST " + this.routes.start() + "/Echo HTTP/1.1\r\nHost: localhost\r\nHost: evil.example",
				"POST " + this.routes.start() + "/Echo HTTP/1.1\r\nHost: a b",
				"POST " + this.routes.start() + "/Echo HTTP/1.1\r\nHost: evil.example",
				"POST " + this.routes.start() + "/Echo HTTP/1.1",
				"POST " + this.routes.start() + "/Echo HTTP/1.1\r\nHost: localhost\r\nNo colon",
				"POST " + this.routes.start() + "/Echo HTTP/1.1\r\nHost: localhost\r\nA: " + "x".repeat(20000),
				"G\u0000T " + this.base + "/a HTTP/1.1\r\nHost: localhost", "* * *",
				"TRACE " + this.base + "/a HTTP/1.1\r\nHost: localhost",
				"CONNECT localhost:80 HTTP/1.1\r\nHost: localhost")) + "\r\nConnection: close\r\n\r\n");
	}

	private byte[] noise() {
		byte[] noise = new byte[1 + this.random.nextInt(200)];
		this.random.nextBytes(noise);
		// Anything could be in there but a method that starts something
		noise[0] = 1;
		byte[] end = bytes("\r\n\r\n");
		byte[] all = Arrays.copyOf(noise, noise.length + end.length);
		System.arraycopy(end, 0, all, noise.length, end.length);
		return all;
	}

	private byte[] request(String line, String headers, String body) {
		byte[] content = body.getBytes(StandardCharsets.UTF_8);
		byte[] head = bytes(line + "\r\nHost: localhost\r\nConnection: close\r\n" + headers + "Content-Length: "
				+ content.length + "\r\n\r\n");
		byte[] all = Arrays.copyOf(head, head.length + content.length);
		System.arraycopy(content, 0, all, head.length, content.length);
		return all;
	}

	private String headers() {
		StringBuilder headers = new StringBuilder();
		for (int i = this.random.nextInt(4); i > 0; i--) {
			headers.append(one(HEADERS)).append("\r\n");
		}
		return headers.toString();
	}

	private String segment() {
		return one(SEGMENTS);
	}

	private String one(List<String> list) {
		return list.get(this.random.nextInt(list.size()));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

	/**
	 * Where to send them.
	 *
	 * @param start path of orchestrators to start
	 * @param instances path of instances
	 * @param rawInput whether the body of a start is the input
	 */
	record Routes(String start, String instances, boolean rawInput) {

	}

}
