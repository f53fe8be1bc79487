package dev.durable.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

import dev.durable.web.ManagementTranscript.Entry;
import dev.durable.web.TestHttp.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.util.matcher.RegexRequestMatcher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the management API behind Spring Security, with the lines that the
 * documentation shows.
 */
class SpringSecurityTests {

	private static final String BASE = "/runtime/orchestrations";

	private static final Path SOURCE = Path.of("src/test/java",
			SpringSecurityTests.class.getName().replace('.', '/') + ".java");

	private static final String OPERATOR = basic("operator", "secret");

	@Test
	void theDocumentedLinesLetOperatorsIn() {
		try (ConfigurableApplicationContext context = run("OPERATOR")) {
			TestHttp http = new TestHttp(port(context));
			Response started = http.post(BASE + "/start/Greet", "{\"instanceId\":\"a1\"}", "Authorization", OPERATOR,
					"X-Forwarded-For", "10.0.0.1");
			assertThat(started.status()).isEqualTo(202);
			assertThat(http.delete(BASE + "/a1", "Authorization", OPERATOR).status()).isEqualTo(412);
			Response foreign = http.post(BASE + "/a1/terminate", "{}", "Authorization", OPERATOR, "Origin",
					"http://evil.example");
			assertThat(foreign.status()).isEqualTo(403);
			assertThat(foreign.text("type")).endsWith("cross-origin");
		}
	}

	@Test
	void theDocumentedLinesKeepOthersOut() {
		try (ConfigurableApplicationContext context = run("READER")) {
			TestHttp http = TestHttp.undescribed(port(context));
			for (String path : List.of("", "/", "/a1", "/a1/", "/a1/why", "/@openapi.json", "/counts", "/a%20b",
					"/a1/x/y/z")) {
				assertThat(http.get(BASE + path).status()).as(path).isEqualTo(401);
				assertThat(http.get(BASE + path, "Authorization", OPERATOR).status()).as(path).isEqualTo(403);
				assertThat(http.post(BASE + path, "{}").status()).as(path).isEqualTo(401);
				assertThat(http.delete(BASE + path, "Authorization", OPERATOR).status()).as(path).isEqualTo(403);
			}
			assertThat(http.post(BASE + "/start/Greet", "{}").status()).isEqualTo(401);
			assertThat(http.post(BASE + "/start/Greet", "{}", "Authorization", basic("operator", "wrong")).status())
				.isEqualTo(401);
			assertThat(context.getBean(TestOrchestrations.class).size()).isZero();
		}
	}

	@Test
	void theDocumentedMatcherCoversThePathsOfAzure() {
		try (ConfigurableApplicationContext context = run(AzureConfiguration.class, "READER",
				"--durable.management.azure.enabled=true")) {
			TestHttp http = TestHttp.undescribed(port(context));
			for (String path : azurePaths()) {
				assertThat(http.get(path).status()).as(path).isEqualTo(401);
				assertThat(http.get(path, "Authorization", OPERATOR).status()).as(path).isEqualTo(403);
				assertThat(http.post(path, "1").status()).as(path).isEqualTo(401);
				assertThat(http.post(path, "1", "Authorization", OPERATOR).status()).as(path).isEqualTo(403);
				assertThat(http.delete(path, "Authorization", OPERATOR).status()).as(path).isEqualTo(403);
			}
			// what the matcher leaves out is not the API's either
			assertThat(http.get("/runt%C4%B1me/webhooks/durabletask/instances").status()).isEqualTo(404);
			assertThat(http.post("/runt%C4%B1me/webhooks/durabletask/orchestrators/Greet", "1").status())
				.isEqualTo(404);
			assertThat(context.getBean(TestOrchestrations.class).size()).isZero();
		}
	}

	private static List<String> azurePaths() {
		List<String> paths = new ArrayList<>(List.of(BASE, BASE + "/a1"));
		for (AzurePrefix prefix : AzurePrefix.values()) {
			for (String tail : List.of("", "/", "/instances", "/instances/?top=1", "/instances/a1/terminate?reason=a",
					"/orchestrators/Greet", "/orchestrators/Greet/a%20b")) {
				paths.add(prefix.path() + tail);
				paths.add(prefix.path().toUpperCase(Locale.ROOT) + tail);
				paths.add(prefix.path().toLowerCase(Locale.ROOT) + tail);
			}
		}
		return paths;
	}

	@Test
	void theDocumentedMatcherIsTheTestedOne() throws IOException {
		assertThat(matcher(Files.readString(Path.of("../docs/azure-routes.md"))))
			.isEqualTo(matcher(Files.readString(SOURCE)));
	}

	private static String matcher(String text) {
		String begin = text.split("\\.securityMatcher\\(RegexRequestMatcher", 2)[1];
		return begin.substring(0, begin.indexOf("$\"))")).replaceAll("\\s+", "");
	}

	@Test
	void answersAreThoseOfAnApplicationWithoutIt() {
		List<Entry> plain;
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(WebTestApplication.class)
			.run("--server.port=0")) {
			plain = ManagementTranscript.of(new TestHttp(port(context)), "", context.getBean(TestOrchestrations.class));
		}
		try (ConfigurableApplicationContext context = run("OPERATOR")) {
			List<Entry> secured = ManagementTranscript.of(new TestHttp(port(context)), "",
					context.getBean(TestOrchestrations.class), "Authorization", OPERATOR);
			assertThat(secured).hasSameSizeAs(plain);
			for (int i = 0; i < plain.size(); i++) {
				Entry expected = plain.get(i);
				assertThat(secured.get(i)).satisfies((entry) -> {
					assertThat(entry.request()).isEqualTo(expected.request());
					assertThat(entry.status()).as(entry.request()).isEqualTo(expected.status());
					assertThat(entry.body()).as(entry.request()).isEqualTo(expected.body());
					assertThat(entry.headers()).as(entry.request()).containsAllEntriesOf(expected.headers());
				});
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "README.md", "docs/operations.md", "docs/security.md" })
	void theDocumentedLinesAreTheTestedOnes(String page) throws IOException {
		String lines = code(Files.readString(Path.of("..", page)), "@Bean\\s+SecurityFilterChain management");
		String tested = code(Files.readString(SOURCE), "@Bean\\s+SecurityFilterChain management");
		assertThat(lines).isEqualTo(tested);
	}

	private static String code(String text, String beginning) {
		String begin = text.split(beginning, 2)[1];
		return begin.substring(0, begin.indexOf(".build();")).replaceAll("//.*", "").replaceAll("\\s+", "");
	}

	private static ConfigurableApplicationContext run(String role) {
		return run(SecuredConfiguration.class, role);
	}

	private static ConfigurableApplicationContext run(Class<?> configuration, String role, String... arguments) {
		return new SpringApplicationBuilder(WebTestApplication.class, configuration)
			.properties("server.port=0", "spring.security.user.name=operator", "spring.security.user.password=secret",
					"spring.security.user.roles=" + role)
			.run(arguments);
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private static String basic(String user, String password) {
		return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SecurityAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class,
			SecurityFilterAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class })
	static class SecuredConfiguration {

		@Bean
		SecurityFilterChain management(HttpSecurity http) {
			return http.securityMatcher("/runtime/orchestrations/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().hasRole("OPERATOR"))
				.httpBasic(Customizer.withDefaults())
				.csrf((csrf) -> csrf.disable()) // the API itself refuses what other
												// origins send
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SecurityAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class,
			SecurityFilterAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class })
	static class AzureConfiguration {

		@Bean
		SecurityFilterChain azure(HttpSecurity http) {
			return http
				.securityMatcher(RegexRequestMatcher.regexMatcher("(?i)^/(runtime/(orchestrations|webhooks/durabletask)"
						+ "|admin/extensions/durabletaskextension|webhookextensions/handler/durabletaskextension)(/.*)?(\\?.*)?$"))
				.authorizeHttpRequests((requests) -> requests.anyRequest().hasRole("OPERATOR"))
				.httpBasic(Customizer.withDefaults())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

	}

	/**
	 * Spares the tests the time that good encoders take.
	 */
	static class PlainPasswords implements PasswordEncoder {

		@Override
		public String encode(CharSequence password) {
			return password.toString();
		}

		@Override
		public boolean matches(CharSequence password, String encoded) {
			return encoded.contentEquals(password);
		}

	}

}
