package dev.durable.web;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A plain HTTP client for tests. Answers of the management API, where it is by default,
 * have to be as its OpenAPI document says.
 */
public final class TestHttp {

	private static final JsonMapper MAPPER = new JsonMapper();

	private static final DescribedAnswers DESCRIBED = new DescribedAnswers();

	private final HttpClient client = HttpClient.newHttpClient();

	private final String origin;

	private final boolean described;

	public TestHttp(int port) {
		this(port, true);
	}

	private TestHttp(int port, boolean described) {
		this.origin = "http://localhost:" + port;
		this.described = described;
	}

	/**
	 * Return a client for applications that answer in place of the management API.
	 */
	static TestHttp undescribed(int port) {
		return new TestHttp(port, false);
	}

	public String origin() {
		return this.origin;
	}

	public Response get(String path, String... headers) {
		return send(request(path, headers).GET());
	}

	public CompletableFuture<Response> getLater(String path) {
		return this.client.sendAsync(request(path).GET().build(), BodyHandlers.ofString(StandardCharsets.UTF_8))
			.thenApply(this::response);
	}

	public Response post(String path, String body, String... headers) {
		return send(
				request(path, headers).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
	}

	public Response post(String path, byte[] body, String contentType) {
		return send(request(path).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body)));
	}

	public Response post(String path) {
		return send(request(path).POST(BodyPublishers.noBody()));
	}

	public Response delete(String path, String... headers) {
		return send(request(path, headers).DELETE());
	}

	public Response method(String method, String path) {
		return send(request(path).method(method, BodyPublishers.noBody()));
	}

	public Response send(String method, String path, String contentType, String body, String... headers) {
		HttpRequest.Builder request = request(path, headers);
		if (contentType != null) {
			request.header("Content-Type", contentType);
		}
		return send(request.method(method,
				body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
	}

	/**
	 * Send a request line as it is and return the whole response.
	 */
	public String raw(String requestLine, String... headers) {
		URI uri = URI.create(this.origin);
		try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
			boolean withHost = Arrays.stream(headers).anyMatch((header) -> header.startsWith("Host:"));
			String request = requestLine + " HTTP/1.1\r\nConnection: close\r\n"
					+ (withHost ? "" : "Host: localhost:" + uri.getPort() + "\r\n")
					+ String.join("", Arrays.stream(headers).map((header) -> header + "\r\n").toList()) + "\r\n";
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private HttpRequest.Builder request(String path, String... headers) {
		URI uri = URI.create(path.startsWith("http") ? path : this.origin + path);
		HttpRequest.Builder builder = HttpRequest.newBuilder(uri);
		return (headers.length > 0) ? builder.headers(headers) : builder;
	}

	private Response response(HttpResponse<String> answer) {
		Response response = Response.of(answer);
		if (this.described) {
			DESCRIBED.check(answer.request().method(), answer.uri(), response);
		}
		return response;
	}

	private Response send(HttpRequest.Builder request) {
		try {
			return response(this.client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8)));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A response.
	 */
	public record Response(int status, Map<String, List<String>> headers, String body) {

		static Response of(HttpResponse<String> response) {
			return new Response(response.statusCode(), response.headers().map(), response.body());
		}

		public String header(String name) {
			return this.headers.entrySet()
				.stream()
				.filter((entry) -> entry.getKey().equalsIgnoreCase(name))
				.map((entry) -> entry.getValue().get(0))
				.findFirst()
				.orElse(null);
		}

		public JsonNode json() {
			return MAPPER.readTree(this.body);
		}

		public String text(String property) {
			JsonNode node = json().get(property);
			return (node != null && !node.isNull()) ? node.asString() : null;
		}

	}

}
