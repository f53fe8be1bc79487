package dev.durable.example.kill;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of the example whose calls may get no answer, because the example may die at
 * any moment.
 */
public final class ExampleClient {

	private static final JsonMapper json = JsonMapper.builder().build();

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(5))
		.build();

	private final List<String> surprises = Collections.synchronizedList(new ArrayList<>());

	private final int port;

	public ExampleClient() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			this.port = socket.getLocalPort();
		}
	}

	int port() {
		return this.port;
	}

	/**
	 * Return the answers that no client should ever get, however often the application is
	 * killed.
	 */
	List<String> surprises() {
		return this.surprises;
	}

	boolean isHealthy() {
		return get("/actuator/health").is(200);
	}

	public Answer get(String path) {
		return send("GET", path, null, Map.of());
	}

	Answer post(String path, String body) {
		return send("POST", path, body, Map.of());
	}

	public Answer post(String path, String body, Map<String, String> headers) {
		return send("POST", path, body, headers);
	}

	private Answer send(String method, String path, String body, Map<String, String> headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.timeout(Duration.ofSeconds(60))
			.header("Content-Type", "application/json")
			.method(method, (body != null) ? BodyPublishers.ofString(body) : BodyPublishers.noBody());
		headers.forEach(request::header);
		try {
			var response = this.http.send(request.build(), BodyHandlers.ofString());
			if (response.statusCode() >= 500 && !path.startsWith("/actuator")) {
				this.surprises.add(method + " " + path + ": " + response.statusCode() + " " + response.body());
			}
			return new Answer(response.statusCode(), response.body());
		}
		catch (ConnectException ex) {
			return Answer.NOT_SENT;
		}
		catch (IOException ex) {
			return Answer.NONE;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * An answer, or none. If the request was not even sent, it certainly had no effect.
	 */
	public record Answer(int status, String body) {

		static final Answer NONE = new Answer(0, "");

		static final Answer NOT_SENT = new Answer(-1, "");

		public boolean is(int status) {
			return this.status == status;
		}

		boolean isMissing() {
			return this.status <= 0;
		}

		public JsonNode json() {
			return json.readTree(this.body);
		}

	}

}
