package dev.durable.web;

import java.io.IOException;
import java.security.Principal;
import java.util.Locale;

import dev.durable.store.StoreException;
import dev.durable.web.ManagementIsolationTests.CatchAllAdvice;
import dev.durable.web.ManagementIsolationTests.GreedyController;
import dev.durable.web.ManagementIsolationTests.OpinionatedConfiguration;
import dev.durable.web.TestHttp.Response;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.filter.OncePerRequestFilter;

import static dev.durable.web.AzureContract.assertError;
import static dev.durable.web.AzureContract.assertNotFound;
import static dev.durable.web.ManagementApiTests.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the routes for Azure's clients and the application leave each other alone.
 */
class AzureIsolationTests {

	private static final String ENABLED = "--durable.management.azure.enabled=true";

	private static final String CURRENT = AzurePrefix.CURRENT.path();

	@ParameterizedTest
	@EnumSource
	void anOpinionatedApplicationChangesNothing(AzurePrefix prefix) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(WebTestApplication.class,
				OpinionatedConfiguration.class, CatchAllAdvice.class, GreedyController.class)
			.run("--server.port=0", ENABLED, "--spring.jackson.property-naming-strategy=SNAKE_CASE",
					"--spring.jackson.default-property-inclusion=non-null",
					"--spring.web.error.include-stacktrace=always")) {
			TestHttp http = http(context);
			Response started = http.post(prefix.path() + "/orchestrators/Greet/a1", "{\"a\" : 1.0}");
			assertThat(started.status()).isEqualTo(202);
			assertThat(started.text("statusQueryGetUri"))
				.isEqualTo(http.origin() + prefix.path() + "/instances/a1?taskHub=default&connection=Storage");
			Response status = http.get(prefix.path() + "/instances/a1");
			assertThat(status.body()).startsWith("{\"name\":\"Greet\",\"instanceId\":\"a1\"")
				.contains("\"input\":{\"a\" : 1.0},\"customStatus\":null,\"output\":null");
			assertNotFound(http.get(prefix.path() + "/instances/missing"));
			assertNotFound(http.post(prefix.path() + "/a/b/c/d"));
			assertNotFound(http.get(prefix.path()));
			assertError(http.post(prefix.path() + "/orchestrators/Greet", "{"), 400, "not valid JSON");
			context.getBean(TestOrchestrations.class).failure = new IllegalStateException("a secret");
			Response failed = http.get(prefix.path() + "/instances/a1");
			assertError(failed, 500, "application has logged");
			assertThat(failed.body()).doesNotContain("secret");
			assertThat(http.raw("OPTIONS " + prefix.path() + "/instances/a1", "Origin: http://evil.example",
					"Access-Control-Request-Method: DELETE"))
				.startsWith("HTTP/1.1 404")
				.doesNotContain("Access-Control");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/runt%C4%B1me/webhooks/durabletask", "/runt%C4%B0me/webhooks/durabletask",
			"/runtime/webhook%C5%BF/durabletask", "/runtime/webhooks/durabletas%E2%84%AA",
			"/adm%C4%B1n/extensions/DurableTaskExtension", "/admin/extension%C5%BF/DurableTaskExtension",
			"/webhoo%E2%84%AAextensions/handler/DurableTaskExtension" })
	void otherLettersThanThoseOfTheirPathsAreTheApplications(String path) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(WebTestApplication.class,
				GreedyController.class)
			.run("--server.port=0", ENABLED)) {
			assertThat(http(context).get(path + "/instances/a1").body()).isEqualTo("GET");
			assertThat(http(context).post(path + "/orchestrators/Greet/a1", "1").body()).isEqualTo("POST");
			assertThat(context.getBean(TestOrchestrations.class).size()).isZero();
		}
	}

	@Test
	void startIsAcceptedAlthoughItCannotWait() {
		try (ConfigurableApplicationContext context = run()) {
			context.getBean(TestOrchestrations.class).waitFailure = new StoreException(StoreException.Kind.UNAVAILABLE,
					"gone", null);
			Response started = http(context).post(CURRENT + "/orchestrators/Greet/a1?timeout=30", "1");
			assertThat(started.status()).isEqualTo(202);
			assertThat(started.header("Location")).contains("/instances/a1?");
			assertThat(started.text("id")).isEqualTo("a1");
		}
	}

	@Test
	void workBelowAContextPathAndAServletPath() {
		try (ConfigurableApplicationContext context = run("--server.servlet.context-path=/my app",
				"--spring.mvc.servlet.path=/mvc", "--durable.task-hub=my hub&",
				"--durable.management.azure.connection=Orders Database")) {
			TestHttp http = http(context);
			Response started = http.post("/my%20app/mvc" + CURRENT + "/orchestrators/Greet/a1", "1");
			assertThat(started.header("Location")).isEqualTo(http.origin() + "/my%20app/mvc" + CURRENT
					+ "/instances/a1?taskHub=my%20hub%26&connection=Orders%20Database");
			assertThat(http.get(started.header("Location")).status()).isEqualTo(202);
			assertThat(http.get("/my%20app" + CURRENT + "/instances/a1").status()).isEqualTo(404);
		}
	}

	@Test
	void stayWhereTheyAreWhateverTheBasePath() {
		try (ConfigurableApplicationContext context = run("--durable.management.base-path=/runtime",
				"--durable.management.base-url=https://orders.example.com/app")) {
			TestHttp http = http(context);
			Response started = http.post(CURRENT + "/orchestrators/Greet/a1", "1");
			assertThat(started.header("Location")).isEqualTo(
					"https://orders.example.com/app" + CURRENT + "/instances/a1?taskHub=default&connection=Storage");
			assertThat(http.get("/runtime/a1").status()).isEqualTo(202);
			assertProblem(http.get("/runtime/webhooks"), 404, "instance-not-found");
		}
	}

	@ParameterizedTest
	@EnumSource
	void areOffUnlessAskedFor(AzurePrefix prefix) {
		for (String[] arguments : new String[][] { { "--durable.management.azure.enabled=false" },
				{ ENABLED, "--durable.management.enabled=false" } }) {
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(WebTestApplication.class,
					GreedyController.class)
				.properties("server.port=0")
				.run(arguments)) {
				assertThat(http(context).get(prefix.path() + "/instances/a1").body()).isEqualTo("GET");
			}
		}
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(WebTestApplication.class,
				GreedyController.class)
			.run("--server.port=0")) {
			assertThat(http(context).get(prefix.path() + "/instances/a1").body()).isEqualTo("GET");
		}
	}

	@Test
	void offerOnlyWhatIsSwitchedOn() {
		try (ConfigurableApplicationContext context = run("--durable.management.operations=start,status")) {
			TestHttp http = http(context);
			assertThat(http.post(CURRENT + "/orchestrators/Greet/a1", "1").status()).isEqualTo(202);
			assertThat(http.get(CURRENT + "/instances/a1").status()).isEqualTo(202);
			assertNotFound(http.post(CURRENT + "/instances/a1/terminate"));
			assertNotFound(http.delete(CURRENT + "/instances/a1/terminate"));
			assertNotFound(http.get(CURRENT + "/instances"));
			assertNotFound(http.delete(CURRENT + "/instances/a1"));
			assertNotFound(http.delete(CURRENT + "/instances?createdTimeFrom=2020-01-01"));
			assertThat(context.getBean(TestOrchestrations.class).calls).isEmpty();
			assertThat(context.getBean(TestOrchestrations.class).size()).isOne();
		}
	}

	@ParameterizedTest
	@EnumSource
	void serveOnlyLocalCallersByDefault(AzurePrefix prefix) {
		try (ConfigurableApplicationContext context = run()) {
			TestHttp http = http(context);
			assertNotFound(http.get(prefix.path() + "/instances/a1"));
			assertError(http.get(prefix.path() + "/instances/a1", "X-Forwarded-For", "10.0.0.1"), 403,
					"durable.management.allow-remote=true");
			assertError(http.post(prefix.path() + "/orchestrators/Greet", "1", "Origin", "http://evil.example"), 403,
					"evil.example");
			assertThat(context.getBean(TestOrchestrations.class).size()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource
	void serveWhomSpringSecurityKnows(AzurePrefix prefix) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(WebTestApplication.class,
				PrincipalFilter.class)
			.initializers((initialized) -> initialized.getBeanFactory()
				.registerSingleton("springSecurityFilterChain", new Object()))
			.run("--server.port=0", ENABLED)) {
			TestHttp http = http(context);
			String uri = prefix.path() + "/instances/a1";
			assertNotFound(http.get(uri));
			assertNotFound(http.get(uri, "X-Forwarded-For", "10.0.0.1", "User", "ada"));
			assertError(http.get(uri, "X-Forwarded-For", "10.0.0.1"), 403, "durable.management.allow-remote=true");
			assertError(http.get(uri.toUpperCase(Locale.ROOT), "X-Forwarded-For", "10.0.0.1"), 403,
					"durable.management.allow-remote=true");
		}
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		return new SpringApplicationBuilder(WebTestApplication.class)
			.properties("server.port=0", "durable.management.azure.enabled=true")
			.run(arguments);
	}

	private static TestHttp http(ConfigurableApplicationContext context) {
		return new TestHttp(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	static class PrincipalFilter extends OncePerRequestFilter {

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			String user = request.getHeader("User");
			chain.doFilter(new HttpServletRequestWrapper(request) {

				@Override
				public Principal getUserPrincipal() {
					return (user != null) ? () -> user : null;
				}

			}, response);
		}

	}

}
