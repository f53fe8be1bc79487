package dev.durable.web;

import java.util.Map;

import dev.durable.RuntimeStatus;
import dev.durable.web.TestHttp.Response;
import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.ApiVersionConfigurer;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.PathMatchConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

import static dev.durable.web.ManagementApiTests.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that nothing of an application changes the management API, nor the other way
 * round.
 */
class ManagementIsolationTests {

	private static final String BASE = "/runtime/orchestrations";

	@Test
	void anOpinionatedApplicationChangesNothing() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(WebTestApplication.class,
				OpinionatedConfiguration.class, CatchAllAdvice.class, GreedyController.class)
			.run("--server.port=0", "--spring.jackson.property-naming-strategy=SNAKE_CASE",
					"--spring.jackson.default-property-inclusion=non-null",
					"--spring.web.error.include-stacktrace=always", "--spring.mvc.problemdetails.enabled=true")) {
			TestHttp http = http(context);
			Response application = http.get("/api/v1/hello");
			assertThat(application.status()).as(application.body()).isEqualTo(200);
			assertThat(application.body()).contains("wrapped");
			Response started = http.post(BASE + "/start/Greet", "{\"instanceId\":\"a1\"}");
			assertThat(started.status()).isEqualTo(202);
			assertThat(started.text("statusQueryGetUri")).isEqualTo(http.origin() + BASE + "/a1");
			assertThat(http.get(BASE + "/a1").body()).startsWith("{\"name\":\"Greet\",\"instanceId\":\"a1\"")
				.contains("\"input\":null,\"customStatus\":null,\"output\":null");
			assertProblem(http.get(BASE + "/missing"), 404, "instance-not-found");
			assertProblem(http.post(BASE + "/start/Greet", "{"), 400, "malformed-json");
			assertProblem(http.post(BASE + "/a/b/c/d"), 404, "no-such-operation");
			context.getBean(TestOrchestrations.class).failure = new IllegalStateException("failed");
			assertProblem(http.get(BASE + "/a1"), 500, "internal-error");
			Response preflight = http.method("OPTIONS", BASE + "/a1");
			assertThat(preflight.header("Access-Control-Allow-Origin")).isNull();
			assertThat(http.raw("OPTIONS " + BASE + "/a1", "Origin: http://evil.example",
					"Access-Control-Request-Method: DELETE"))
				.startsWith("HTTP/1.1 204")
				.doesNotContain("Access-Control");
		}
	}

	@Test
	void worksBelowAContextPathAndAServletPath() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(WebTestApplication.class).run(
				"--server.port=0", "--server.servlet.context-path=/my app", "--spring.mvc.servlet.path=/mvc",
				"--durable.management.base-path=manage/")) {
			TestHttp http = http(context);
			Response started = http.post("/my%20app/mvc/manage/start/Greet", "{\"instanceId\":\"a1\"}");
			assertThat(started.header("Location")).isEqualTo(http.origin() + "/my%20app/mvc/manage/a1");
			assertThat(http.get(started.header("Location")).status()).isEqualTo(202);
			assertThat(http.get("/my%20app/manage/a1").status()).isEqualTo(404);
		}
	}

	@Test
	void givesControllersOfTheApplicationTheSameResponse() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(WebTestApplication.class,
				OrderController.class)
			.run("--server.port=0", "--spring.jackson.property-naming-strategy=SNAKE_CASE")) {
			TestHttp http = http(context);
			TestOrchestrations orchestrations = context.getBean(TestOrchestrations.class);
			Response response = http.get("/orders/a%20ä1".replace("ä", "%C3%A4"));
			Response own = http.post(BASE + "/start/Greet", "{\"instanceId\":\"a ä1\"}");
			assertThat(response.status()).isEqualTo(202);
			assertThat(response.body()).isEqualTo(own.body());
			assertThat(response.header("Location")).isEqualTo(own.header("Location"));
			assertThat(response.header("Retry-After")).isEqualTo(own.header("Retry-After"));
			assertThat(response.header("Content-Type")).isEqualTo("application/json");
			orchestrations.completed("a2", "{\"someThing\":1}");
			assertThat(http.get("/orders/a2/wait").body()).isEqualTo("{\"someThing\":1}");
			orchestrations.running("a3");
			assertThat(http.get("/orders/a3/wait").status()).isEqualTo(202);
			orchestrations.end("a3", RuntimeStatus.TERMINATED, null, null);
			assertThat(http.get("/orders/a3/wait").text("runtimeStatus")).isEqualTo("Terminated");
		}
	}

	private static TestHttp http(ConfigurableApplicationContext context) {
		return new TestHttp(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class OpinionatedConfiguration implements WebMvcConfigurer {

		@Override
		public void configurePathMatch(PathMatchConfigurer configurer) {
			configurer.addPathPrefix("/api/{version}", (type) -> true);
		}

		@Override
		public void configureApiVersioning(ApiVersionConfigurer configurer) {
			configurer.usePathSegment(1).setVersionRequired(true).addSupportedVersions("1");
		}

		@Override
		public void addCorsMappings(CorsRegistry registry) {
			registry.addMapping("/**").allowedOrigins("*").allowedMethods("*");
		}

	}

	@ControllerAdvice
	static class CatchAllAdvice implements ResponseBodyAdvice<Object> {

		@ExceptionHandler(Throwable.class)
		ResponseEntity<String> handle(Throwable ex) {
			return ResponseEntity.status(HttpStatus.LOCKED).body(ex.toString());
		}

		@Override
		public boolean supports(MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converterType) {
			return true;
		}

		@Override
		public Object beforeBodyWrite(Object body, MethodParameter returnType, MediaType selectedContentType,
				Class<? extends HttpMessageConverter<?>> selectedConverterType, ServerHttpRequest request,
				ServerHttpResponse response) {
			return Map.of("wrapped", body);
		}

	}

	@RestController
	static class GreedyController {

		@GetMapping("/hello")
		Object hello() {
			return Map.of("greeting", "hello");
		}

		@RequestMapping("/**")
		String everything() {
			return "everything";
		}

	}

}
