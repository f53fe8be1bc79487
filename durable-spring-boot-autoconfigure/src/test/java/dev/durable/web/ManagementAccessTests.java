package dev.durable.web;

import java.util.List;
import java.util.stream.Stream;

import dev.durable.web.TestHttp.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.mock.web.MockHttpServletRequest;

import static dev.durable.web.ManagementApiTests.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of who may call the management API.
 */
@ExtendWith(OutputCaptureExtension.class)
class ManagementAccessTests {

	private static final String BASE = "/runtime/orchestrations";

	@ParameterizedTest
	@ValueSource(strings = { "Forwarded: for=10.0.0.1", "X-Forwarded-For: 127.0.0.1", "x-forwarded-host: localhost",
			"X-Forwarded-Proto: https", "X-Real-IP: 127.0.0.1", "Via: 1.1 proxy", "Host: evil.example:80" })
	void servesNoForwardedRequestsByDefault(String header) {
		for (String strategy : List.of("none", "framework")) {
			try (ConfigurableApplicationContext context = run("server.forward-headers-strategy=" + strategy)) {
				TestHttp http = http(context);
				assertThat(http.get(BASE + "/missing").status()).isEqualTo(404);
				String response = http.raw("GET " + BASE + "/missing", header);
				assertThat(response).startsWith("HTTP/1.1 403")
					.contains("application/problem+json", "durable.management.allow-remote=true",
							"durable.management.system-key");
			}
		}
	}

	@Test
	void servesNobodyWhenTheServerHidesForwarding() {
		try (ConfigurableApplicationContext context = run("server.forward-headers-strategy=native")) {
			assertProblem(http(context).get(BASE + "/missing"), 403, "local-callers-only");
			assertProblem(http(context).get(BASE + "/missing", "X-Forwarded-For", "127.0.0.1"), 403,
					"local-callers-only");
		}
	}

	@Test
	void servesEverybodyWhenAskedTo() {
		try (ConfigurableApplicationContext context = run("durable.management.allow-remote=true")) {
			assertThat(http(context).get(BASE + "/missing", "X-Forwarded-For", "10.0.0.1").status()).isEqualTo(404);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "10.0.0.1", "0.0.0.0", "::", "2001:db8::1", "::ffff:10.0.0.1" })
	void servesNoOtherMachines(String address) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setRemoteAddr(address);
		assertThat(new LocalCaller(request).isLocal()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "127.0.0.1", "127.8.8.8", "::1", "0:0:0:0:0:0:0:1", "0:0:0:0:0:0:0:1%0", "::ffff:127.0.0.1" })
	void servesThisMachine(String address) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setRemoteAddr(address);
		for (String name : List.of("localhost", "LOCALHOST", "app.localhost", "127.0.0.1", "[::1]", "::1")) {
			request.setServerName(name);
			assertThat(new LocalCaller(request).isLocal()).as(name).isTrue();
		}
		for (String name : List.of("localhost.example", "10.0.0.1", "evil.example", "xlocalhost", "deadbeef")) {
			request.setServerName(name);
			assertThat(new LocalCaller(request).isLocal()).as(name).isFalse();
		}
	}

	@Test
	void needsOneOfTheKeys(CapturedOutput output) {
		try (ConfigurableApplicationContext context = run("durable.management.system-key=new key&+,old-key",
				"logging.level.dev.durable=trace", "logging.level.org.springframework.web=info")) {
			TestHttp http = http(context);
			Response response = http.get(BASE + "/missing");
			assertProblem(response, 401, "system-key-required");
			assertThat(response.header("WWW-Authenticate")).contains("x-functions-key");
			assertProblem(http.get(BASE + "/missing?code=wrong"), 401, "system-key-required");
			assertProblem(http.get(BASE + "/no/such/thing"), 401, "system-key-required");
			assertProblem(http.post(BASE + "/start/Greet?code=", "{}"), 401, "system-key-required");
			assertProblem(http.get(BASE + "/missing?code=new%20key%26%2B"), 404, "instance-not-found");
			assertProblem(http.get(BASE + "/missing?code=new+key%26%2B"), 404, "instance-not-found");
			assertProblem(http.get(BASE + "/missing", "X-Functions-Key", "old-key"), 404, "instance-not-found");
			assertProblem(http.get(BASE + "/missing", "x-functions-key", "old-key", "X-Forwarded-For", "10.0.0.1"), 404,
					"instance-not-found");
			assertThat(context.getBean(TestOrchestrations.class).size()).isZero();
			Response started = http.post(BASE + "/start/Greet?code=old-key", "{\"instanceId\":\"a1\"}");
			assertThat(started.header("Location")).endsWith("/a1?code=new%20key%26%2B");
			assertThat(started.text("terminatePostUri")).endsWith("/a1/terminate?reason={text}&code=new%20key%26%2B");
			assertThat(http.get(started.text("statusQueryGetUri")).status()).isEqualTo(202);
			context.getBean(TestOrchestrations.class).failure = new IllegalStateException("failed");
			assertThat(http.get(BASE + "/a1?code=old-key").status()).isEqualTo(500);
			assertThat(output).doesNotContain("old-key").doesNotContain("new key").doesNotContain("new%20key");
		}
	}

	@Test
	void leavesAccessToSpringSecurity() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(WebTestApplication.class)
			.initializers((initialized) -> initialized.getBeanFactory()
				.registerSingleton("springSecurityFilterChain", new Object()))
			.run("--server.port=0")) {
			assertThat(http(context).get(BASE + "/missing", "X-Forwarded-For", "10.0.0.1").status()).isEqualTo(404);
		}
	}

	@Test
	void refusesChangesFromOtherOrigins() {
		try (ConfigurableApplicationContext context = run("durable.management.allow-remote=true",
				"durable.management.base-url=https://orders.example.com/app/")) {
			TestHttp http = http(context);
			String own = http.origin();
			Stream
				.of("http://evil.example", "null", "http://localhost", own + "0", "https://orders.example.com.evil",
						"https://orders.example", "")
				.forEach((origin) -> {
					assertProblem(http.post(BASE + "/start/Greet", "{}", "Origin", origin), 403, "cross-origin");
					assertProblem(http.delete(BASE + "/a1", "Origin", origin), 403, "cross-origin");
					assertProblem(http.get(BASE + "/a1", "Origin", origin), 404, "instance-not-found");
				});
			Stream.of(own, own.replace("http", "https"), "https://orders.example.com")
				.forEach((origin) -> assertThat(http.post(BASE + "/start/Greet", "{}", "Origin", origin).status())
					.as(origin)
					.isEqualTo(202));
			assertThat(http.post(BASE + "/start/Greet", "{\"instanceId\":\"a1\"}").header("Location"))
				.isEqualTo("https://orders.example.com/app/runtime/orchestrations/a1");
		}
	}

	@Test
	void linksFollowForwardedHeadersAsTheApplicationWantsThem() {
		String[] headers = { "X-Forwarded-Proto", "https", "X-Forwarded-Host", "orders.example.com" };
		try (ConfigurableApplicationContext context = run("durable.management.allow-remote=true",
				"server.forward-headers-strategy=framework")) {
			assertThat(http(context).post(BASE + "/start/Greet", "{\"instanceId\":\"a1\"}", headers).header("Location"))
				.isEqualTo("https://orders.example.com/runtime/orchestrations/a1");
		}
		try (ConfigurableApplicationContext context = run("durable.management.allow-remote=true",
				"server.forward-headers-strategy=none")) {
			assertThat(http(context).post(BASE + "/start/Greet", "{\"instanceId\":\"a1\"}", headers).header("Location"))
				.startsWith("http://localhost:");
		}
	}

	@Test
	void offersOnlyWhatIsSwitchedOn() {
		try (ConfigurableApplicationContext context = run("durable.management.operations=start,status,raise-event",
				"durable.management.failed-status=200")) {
			TestHttp http = http(context);
			context.getBean(TestOrchestrations.class).completed("a1", "1");
			assertThat(http.get(BASE + "/a1").status()).isEqualTo(200);
			Response purge = http.delete(BASE + "/a1");
			assertProblem(purge, 405, "method-not-allowed");
			assertThat(purge.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
			assertProblem(http.post(BASE + "/a1/terminate"), 404, "no-such-operation");
			assertProblem(http.get(BASE + "/a1/why"), 404, "no-such-operation");
		}
	}

	private static ConfigurableApplicationContext run(String... properties) {
		SpringApplication application = new SpringApplicationBuilder(WebTestApplication.class).build();
		return application.run(Stream.concat(Stream.of(properties), Stream.of("server.port=0"))
			.map((property) -> "--" + property)
			.toArray(String[]::new));
	}

	private static TestHttp http(ConfigurableApplicationContext context) {
		return new TestHttp(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

}
