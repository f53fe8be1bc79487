package dev.durable.web;

import java.net.URI;
import java.util.Map;

import dev.durable.autoconfigure.DurableOpenApiAutoConfiguration;
import dev.durable.web.TestHttp.Response;
import org.junit.jupiter.api.Test;
import org.springdoc.core.configuration.SpringDocConfiguration;
import org.springdoc.core.configuration.SpringDocSpecPropertiesConfiguration;
import org.springdoc.core.models.GroupedOpenApi;
import org.springdoc.core.properties.SpringDocConfigProperties;
import org.springdoc.webmvc.core.configuration.MultipleOpenApiSupportConfiguration;
import org.springdoc.webmvc.core.configuration.SpringDocWebMvcConfiguration;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application that has springdoc finds the management API in its document.
 */
class SpringdocTests {

	private static final String BASE = "/runtime/orchestrations";

	@Test
	void theDocumentOfTheApplicationHasTheManagementApi() {
		try (ConfigurableApplicationContext context = run()) {
			TestHttp http = http(context);
			Response response = http.get("/v3/api-docs");
			JsonNode document = response.json();
			assertThat(document.get("openapi").asString()).startsWith("3.1.");
			assertThat(document.get("paths").propertyNames()).contains("/hello", BASE + "/{instanceId}")
				.containsAll(ours().get("paths").propertyNames());
			assertThat(document.at("/components/schemas").propertyNames()).contains("Greeting")
				.containsAll(ours().at("/components/schemas").propertyNames());
			// Not only read by springdoc but kept: it tells right answers from wrong ones
			DescribedAnswers described = new DescribedAnswers(response.body());
			Response started = http.post(BASE + "/start/Greet", "{\"instanceId\":\"a1\"}");
			described.check("POST", URI.create(http.origin() + BASE + "/start/Greet"), started);
			Response status = http.get(BASE + "/a1");
			described.check("GET", URI.create(http.origin() + BASE + "/a1"), status);
			assertThat(described.seen()).containsExactly("start 202", "status 202");
		}
	}

	@Test
	void groupsOfTheApplicationStayAsTheyAre() {
		try (ConfigurableApplicationContext context = run(GroupConfiguration.class)) {
			TestHttp http = http(context);
			assertThat(http.get("/v3/api-docs/application").json().get("paths").propertyNames())
				.containsExactly("/hello");
			assertThat(http.get("/v3/api-docs/durable").json().get("paths").propertyNames())
				.containsExactlyElementsOf(ours().get("paths").propertyNames());
		}
	}

	@Test
	void nothingIsAddedWhenManagementIsSwitchedOff() {
		try (ConfigurableApplicationContext context = run("--durable.management.enabled=false")) {
			assertThat(http(context).get("/v3/api-docs").json().get("paths").propertyNames()).containsExactly("/hello");
		}
	}

	private static JsonNode ours() {
		return new DescribedAnswers().document();
	}

	private static ConfigurableApplicationContext run(Object... more) {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(WebTestApplication.class,
				SpringdocConfiguration.class);
		String argument = "--server.port=0";
		for (Object one : more) {
			if (one instanceof Class<?> type) {
				builder.sources(type);
			}
			else {
				argument = argument + "," + one;
			}
		}
		return builder.run(argument.split(","));
	}

	private static TestHttp http(ConfigurableApplicationContext context) {
		return new TestHttp(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SpringDocConfiguration.class, SpringDocConfigProperties.class,
			SpringDocSpecPropertiesConfiguration.class, SpringDocWebMvcConfiguration.class,
			MultipleOpenApiSupportConfiguration.class, DurableOpenApiAutoConfiguration.class })
	static class SpringdocConfiguration {

		@Bean
		GreetingController greetingController() {
			return new GreetingController();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class GroupConfiguration {

		@Bean
		GroupedOpenApi applicationApi() {
			return GroupedOpenApi.builder().group("application").pathsToMatch("/**").build();
		}

	}

	@RestController
	static class GreetingController {

		@GetMapping("/hello")
		Greeting hello() {
			return new Greeting("hello", Map.of());
		}

	}

	record Greeting(String text, Map<String, String> more) {

	}

}
