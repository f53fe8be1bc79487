package dev.durable.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.durable.web.MalformedRequests.Routes;
import dev.durable.web.TestHttp.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that malformed requests are refused and do no harm. The seed of a run can be set
 * with {@code -Ddurable.test.seed}.
 */
@SpringBootTest(classes = ContractTestApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "spring.flyway.enabled=false", "spring.jpa.open-in-view=false",
				"spring.datasource.url=jdbc:h2:mem:malformed;DB_CLOSE_DELAY=-1", "durable.limits.max-payload-size=10KB",
				"management.tracing.export.enabled=false", "durable.management.azure.enabled=true" })
@ExtendWith(OutputCaptureExtension.class)
class MalformedRequestIntegrationTests {

	private static final String BASE = "/runtime/orchestrations";

	@Autowired
	private JdbcClient jdbc;

	@LocalServerPort
	private int port;

	@Test
	void areRefused(CapturedOutput output) throws IOException {
		send(new Routes(BASE + "/start", BASE, false), 10_000, "400", "403", "404", "405");
		for (String prefix : List.of("/admin/extensions/DurableTaskExtension",
				"/webhookextensions/handler/DurableTaskExtension", "/runtime/webhooks/durabletask")) {
			send(new Routes(prefix + "/orchestrators", prefix + "/instances", true), 3_000, "400", "404");
		}
		assertThat(output).doesNotContain(" ERROR ");
		TestHttp http = new TestHttp(this.port);
		Response started = http.post(BASE + "/start/Echo?timeout=30", "{\"input\":\"healthy\"}");
		assertThat(started.status()).isEqualTo(200);
		assertThat(started.body()).isEqualTo("\"healthy\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 99\r\n\r\n{\"a", "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n",
			"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n" })
	void bodiesThatCannotBeReadAreProblems(String body) throws IOException {
		long before = instances();
		String rest = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n" + body;
		for (String path : List.of("/start/Echo", "/missing/raiseEvent/e", "/missing/terminate")) {
			assertThat(send(("POST " + BASE + path + rest).getBytes(StandardCharsets.ISO_8859_1))).as(path)
				.startsWith("HTTP/1.1 400 ")
				.contains("application/problem+json", "urn:durable:problem:unreadable-body", "no-store");
		}
		assertThat(send(
				("POST /runtime/webhooks/durabletask/orchestrators/Echo" + rest).getBytes(StandardCharsets.ISO_8859_1)))
			.startsWith("HTTP/1.1 400 ")
			.contains("\"Message\"");
		assertThat(instances()).isEqualTo(before);
	}

	private void send(Routes routes, int count, String... expected) throws IOException {
		long seed = Long.getLong("durable.test.seed", 20261121L);
		MalformedRequests requests = new MalformedRequests(seed, routes);
		Map<String, Integer> statuses = new TreeMap<>();
		for (int i = 0; i < count; i++) {
			byte[] request = requests.next();
			String what = "seed " + seed + ", request " + i + ": " + show(request);
			String response = send(request);
			if (response.startsWith("<!doctype html>")) {
				// Where Tomcat finds no version in a request line, its answer has no
				// head, as in HTTP/0.9
				response = response.replaceFirst(".*HTTP Status ", "HTTP/1.1 ");
			}
			String status = response.isEmpty() ? "none" : response.substring(9, 12);
			statuses.merge(status, 1, Integer::sum);
			if (i % 500 == 0 || i == count - 1) {
				assertThat(instances()).as(what).isZero();
			}
			if (!response.isEmpty()) {
				assertThat(response).as(what).startsWith("HTTP/1.1 ");
				assertThat(status).as(what).matches(isOfTheProtocol(request) ? "4\\d\\d|501|505" : "4\\d\\d");
				assertThat(response).as(what)
					.doesNotContain("Exception:", "\tat ", "dev.durable.", "org.apache.", "<script>alert");
			}
		}
		assertThat(instances()).isZero();
		// All kinds of flaws were noticed, and hardly any by hanging up
		assertThat(statuses).containsKeys(expected);
		assertThat(statuses.getOrDefault("none", 0)).as(statuses.toString()).isLessThan(count / 20);
	}

	/**
	 * Return whether a request asks for a method, a version or a transfer coding of which
	 * HTTP says that a server answers 501 or 505.
	 */
	private static boolean isOfTheProtocol(byte[] request) {
		String text = new String(request, StandardCharsets.ISO_8859_1);
		return text.startsWith("CONNECT") || text.contains("HTTP/9.9") || text.contains("Transfer-Encoding: x")
				|| text.contains("Transfer-Encoding: gzip");
	}

	private long instances() {
		return this.jdbc.sql("select count(*) from durable_instance").query(Long.class).single();
	}

	private String send(byte[] request) throws IOException {
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.setSoTimeout(10_000);
			try {
				OutputStream out = socket.getOutputStream();
				out.write(request);
				out.flush();
				socket.shutdownOutput();
				InputStream in = socket.getInputStream();
				return new String(in.readAllBytes(), StandardCharsets.UTF_8);
			}
			catch (SocketException ex) {
				// The server had enough before we were done
				return "";
			}
		}
	}

	private static String show(byte[] request) {
		String text = new String(request, StandardCharsets.ISO_8859_1);
		return (text.length() > 600) ? text.substring(0, 600) + "..." : text;
	}

}
