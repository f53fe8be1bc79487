package dev.durable.benchmark.system;

import java.io.IOException;

/**
 * Calls the management API. Each thread keeps a connection of its own.
 */
final class ManagementApi {

	static final String NOTHING = "/nothing";

	private final ThreadLocal<HttpConnection> connections;

	ManagementApi(int port) {
		this.connections = ThreadLocal.withInitial(() -> new HttpConnection(port));
	}

	String start(String orchestrator, int activities, String key) throws IOException {
		String answer = this.connections.get()
			.exchange("POST", "/runtime/orchestrations/start/" + orchestrator, body(activities, key));
		int from = answer.indexOf("\"id\":\"") + "\"id\":\"".length();
		return answer.substring(from, answer.indexOf('"', from));
	}

	/**
	 * Send what starts an orchestration to where nothing is done with it.
	 */
	void nothing(int activities, String key) throws IOException {
		this.connections.get().exchange("POST", NOTHING, body(activities, key));
	}

	private static String body(int activities, String key) {
		return """
				{"input":{"activities":%d,"payload":"%s"}}""".formatted(activities, Payload.of(key));
	}

	void status(String id) throws IOException {
		this.connections.get().exchange("GET", "/runtime/orchestrations/" + id, "");
	}

}
