package dev.durable.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import dev.durable.FailureDetails;
import dev.durable.RuntimeStatus;
import dev.durable.TooManyEventsException;
import dev.durable.history.ExecutionStarted;
import dev.durable.history.RecordedEvent;
import dev.durable.store.StoreException;
import dev.durable.web.TestHttp.Response;

/**
 * Asks for every operation of the management API, rightly and wrongly, and takes down the
 * answers, so that those of two applications can be compared.
 */
final class ManagementTranscript {

	private static final String BASE = "/runtime/orchestrations";

	private static final List<String> OF_THE_SERVER = List.of("date", "connection", "keep-alive", "content-length",
			"transfer-encoding");

	private final TestHttp http;

	private final String prefix;

	private final String[] headers;

	private final TestOrchestrations orchestrations;

	private final List<Entry> entries = new ArrayList<>();

	private ManagementTranscript(TestHttp http, String prefix, TestOrchestrations orchestrations, String... headers) {
		this.http = http;
		this.prefix = prefix;
		this.orchestrations = orchestrations;
		this.headers = headers;
	}

	/**
	 * Take down all answers.
	 * @param prefix what comes before the base path
	 * @param headers what every request has
	 */
	static List<Entry> of(TestHttp http, String prefix, TestOrchestrations orchestrations, String... headers) {
		ManagementTranscript transcript = new ManagementTranscript(http, prefix, orchestrations, headers);
		orchestrations.reset();
		transcript.starts();
		transcript.statuses();
		transcript.changes();
		transcript.mistakes();
		transcript.failures();
		orchestrations.reset();
		return transcript.entries;
	}

	private void starts() {
		ask("POST", "/start/Greet", "application/json",
				"{\"input\":{\"someThing\" : 1.50, \"n\":null},\"instanceId\":\"a1\"}");
		ask("POST", "/start/Greet", "application/json", "{\"instanceId\":\"a1\"}");
		ask("POST", "/start/Order%20processing/", "application/json", "{\"instanceId\":\"a b+ä\"}");
		ask("POST", "/start/Greet?timeout=1", "application/json", "{\"instanceId\":\"a2\"}");
		ask("POST", "/start/Greet?timeout=x", "application/json", "{}");
		ask("POST", "/start/Greet", "application/json", "{\"orderId\":1}");
		ask("POST", "/start/Greet", "application/json", "{");
		ask("POST", "/start/Greet", "text/plain", "hello");
		ask("POST", "/start/Greet", "application/x-www-form-urlencoded", "_method=DELETE&instanceId=a1");
		ask("POST", "/start/Greet", "multipart/form-data; boundary=x", "no boundary");
		ask("POST", "/start/Unknown", "application/json", "{}");
	}

	private void statuses() {
		ask("GET", "/a1");
		ask("GET", "/a1/?showInput=false");
		ask("HEAD", "/a1");
		ask("GET", "/a%20b+%C3%A4");
		ask("GET", "/a1?waitSeconds=1");
		ask("GET", "/a1?showHistory=maybe");
		ask("GET", "/missing");
		ask("GET", "/a1/why");
		ask("HEAD", "/a1/why/");
		ask("GET", "/missing/why");
		ask("POST", "/a1/why");
		ask("GET", "/missing?waitSeconds=1");
		this.orchestrations.completed("a3", "[1, 2 ,null]");
		this.orchestrations.histories.put("a3", List
			.of(new RecordedEvent(0, TestStatus.TIME, new ExecutionStarted("Greet", "", "{\"someThing\" : 1}", null))));
		ask("GET", "/a3?showHistory=true&showHistoryOutput=true");
		this.orchestrations.running("a4");
		this.orchestrations.end("a4", RuntimeStatus.FAILED, null, new FailureDetails("a.B", "broken", null, null));
		ask("GET", "/a4");
		ask("GET", "/a4?returnInternalServerErrorOnFailure=true");
		ask("GET", "/@openapi.json");
	}

	private void changes() {
		ask("POST", "/a1/raiseEvent/Approval%20given", "application/json", "{\"approved\": true}");
		ask("POST", "/a1/raiseEvent/ping/");
		ask("POST", "/a1/raiseEvent/ping", "application/json", "{,}");
		ask("POST", "/a1/raiseEvent/ping", "application/xml", "<a/>");
		ask("POST", "/missing/raiseEvent/ping");
		ask("POST", "/a3/raiseEvent/ping");
		for (String operation : List.of("suspend", "resume", "terminate", "rewind", "restart")) {
			ask("POST", "/a1/" + operation + (operation.equals("restart") ? "" : "?reason=a+b"));
			ask("POST", "/a1/" + operation, "application/json", "{\"reason\":\"why\"}");
			ask("POST", "/a1/" + operation, "application/octet-stream", "");
			ask("POST", "/a1/" + operation, "multipart/form-data; boundary=x", "");
			ask("POST", "/a1/" + operation, "application/x-www-form-urlencoded", "");
			ask("POST", "/a1/" + operation, "application/json", "[]");
			ask("POST", "/a3/" + operation);
			ask("POST", "/missing/" + operation);
		}
		ask("DELETE", "/a1");
		ask("DELETE", "/a3", "application/x-www-form-urlencoded", "");
		ask("DELETE", "/a3");
	}

	private void mistakes() {
		ask("GET", "");
		ask("GET", "/");
		ask("DELETE", "/");
		ask("GET", "/counts");
		ask("GET", "/a1/b/c/d");
		ask("POST", "/a1/unknown");
		ask("PUT", "/a1", "application/x-www-form-urlencoded", "a=%zz");
		ask("PATCH", "/a1/suspend", "application/json", "{}");
		ask("OPTIONS", "/a1");
		ask("OPTIONS", "/start/Greet");
		askFrom("http://evil.example", "GET", "/a1");
		askFrom("http://evil.example", "POST", "/start/Greet");
		askFrom("http://evil.example", "DELETE", "/a1");
		ask("GET", "/a1?code=%25zz&_method=DELETE");
		ask("POST", "/a1/suspend?_method=DELETE");
	}

	private void failures() {
		this.orchestrations.failure = new IllegalStateException("a secret");
		ask("GET", "/a1");
		ask("POST", "/start/Greet");
		this.orchestrations.failure = new StoreException(StoreException.Kind.RETRYABLE, "no connection", null);
		ask("GET", "/a1");
		ask("DELETE", "/a1");
		this.orchestrations.failure = new TooManyEventsException("a1", 5);
		ask("POST", "/a1/raiseEvent/ping");
		this.orchestrations.failure = null;
	}

	private void ask(String method, String path) {
		take(method + " " + path, this.http.send(method, this.prefix + BASE + path, null, "", this.headers));
	}

	private void ask(String method, String path, String contentType, String body) {
		take(method + " " + path + " " + contentType + " " + body,
				this.http.send(method, this.prefix + BASE + path, contentType, body, this.headers));
	}

	private void askFrom(String origin, String method, String path) {
		List<String> more = new ArrayList<>(List.of(this.headers));
		more.addAll(List.of("Origin", origin));
		take(origin + ": " + method + " " + path,
				this.http.send(method, this.prefix + BASE + path, null, "", more.toArray(String[]::new)));
	}

	private void take(String request, Response response) {
		Map<String, List<String>> kept = new TreeMap<>();
		response.headers().forEach((name, values) -> {
			String lowerCase = name.toLowerCase(Locale.ROOT);
			if (!OF_THE_SERVER.contains(lowerCase)) {
				kept.put(lowerCase, values.stream().map(this::neutral).toList());
			}
		});
		this.entries.add(new Entry(request, response.status(), kept, neutral(response.body())));
	}

	private String neutral(String text) {
		return text.replace(this.http.origin() + this.prefix, "http://here");
	}

	/**
	 * What was asked and what was answered.
	 */
	record Entry(String request, int status, Map<String, List<String>> headers, String body) {

	}

}
