package dev.durable.web;

import java.io.EOFException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.durable.OrchestrationClient;
import dev.durable.RuntimeStatus;
import dev.durable.store.StoreException;
import dev.durable.web.ManagementTranscript.Entry;
import dev.durable.web.TestHttp.Response;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.UrlHandlerFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.config.annotation.ApiVersionConfigurer;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.PathMatchConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.handler.MappedInterceptor;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that nothing of an application changes the management API, nor the other way
 * round.
 */
class ManagementIsolationTests {

	private static final String BASE = "/runtime/orchestrations";

	private static List<Entry> plain;

	@BeforeAll
	static void askThePlainApplication() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(WebTestApplication.class)
			.run("--server.port=0")) {
			plain = ManagementTranscript.of(http(context), "", context.getBean(TestOrchestrations.class));
		}
		assertThat(plain).extracting(Entry::status)
			.contains(200, 202, 204, 400, 403, 404, 405, 409, 410, 412, 429, 500, 503);
	}

	@ParameterizedTest
	@EnumSource(Application.class)
	void everyAnswerIsThatOfThePlainApplication(Application application) {
		try (ConfigurableApplicationContext context = application.run()) {
			application.assertOpinion(http(context));
			List<Entry> entries = ManagementTranscript.of(http(context), application.prefix,
					context.getBean(TestOrchestrations.class));
			assertThat(entries).hasSameSizeAs(plain);
			for (int i = 0; i < plain.size(); i++) {
				assertThat(entries.get(i)).isEqualTo(plain.get(i));
			}
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
			orchestrations.waitFailure = new StoreException(StoreException.Kind.UNAVAILABLE, "gone", null);
			Response unknown = http.get("/orders/a3/wait");
			assertThat(unknown.status()).isEqualTo(202);
			assertThat(unknown.header("Location")).isEqualTo(http.origin() + BASE + "/a3");
		}
	}

	@Test
	void controllersOfTheApplicationFailWhenTheConnectionToTheDatabaseIsLost() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(WebTestApplication.class,
				StatusController.class)
			.run("--server.port=0")) {
			context.getBean(TestOrchestrations.class).failure = new StoreException(StoreException.Kind.UNAVAILABLE,
					"gone", new SQLException("An I/O error occurred", "08006", new EOFException()));
			assertThat(http(context).get("/statuses/a1").status()).isEqualTo(500);
		}
	}

	private static TestHttp http(ConfigurableApplicationContext context) {
		return new TestHttp(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	/**
	 * Applications with opinions, each with a proof that its own paths follow them.
	 */
	enum Application {

		VERSIONS_AND_PREFIX("", OpinionatedConfiguration.class) {

			@Override
			void assertOpinion(TestHttp http) {
				assertThat(http.get("/api/v1/hello").body()).contains("\"greeting\":\"hello\"");
				assertThat(http.get("/hello").status()).isEqualTo(404);
			}

		},

		CATCH_ALL("", CatchAllAdvice.class, GreedyController.class) {

			@Override
			void assertOpinion(TestHttp http) {
				assertThat(http.get("/hello").body()).contains("wrapped");
				assertThat(http.get("/fail").status()).isEqualTo(423);
			}

		},

		JSON("", JsonConfiguration.class, "--spring.jackson.property-naming-strategy=SNAKE_CASE",
				"--spring.jackson.default-property-inclusion=non-null",
				"--spring.jackson.serialization.indent-output=true",
				"--spring.jackson.datatype.datetime.write-dates-as-timestamps=true") {

			@Override
			void assertOpinion(TestHttp http) {
				assertThat(http.get("/status").body()).contains("\"own\"");
			}

		},

		CONTEXT_PATH("/my%20app", "--server.servlet.context-path=/my app"),

		SERVLET_PATH("/mvc", "--spring.mvc.servlet.path=/mvc"),

		CONTEXT_AND_SERVLET_PATH("/app/mvc", "--server.servlet.context-path=/app", "--spring.mvc.servlet.path=/mvc"),

		INTERCEPTORS("", InterceptingConfiguration.class) {

			@Override
			void assertOpinion(TestHttp http) {
				assertThat(http.get("/hello").status()).isEqualTo(423);
			}

		},

		FILTERS("", FilteringConfiguration.class, "--spring.mvc.hiddenmethod.filter.enabled=true",
				"--spring.servlet.multipart.max-request-size=10B", "--spring.servlet.multipart.max-file-size=10B") {

			@Override
			void assertOpinion(TestHttp http) {
				assertThat(http.get("/hello/").status()).isEqualTo(200);
				assertThat(http.send("POST", "/any?_method=PATCH", null, "").body()).isEqualTo("PATCH");
				assertThat(http.send("POST", "/any", "multipart/form-data; boundary=x", "x".repeat(99)).status())
					.isEqualTo(413);
			}

		},

		ERRORS("", FailingController.class, "--spring.web.error.include-stacktrace=always",
				"--spring.web.error.include-message=always", "--spring.mvc.problemdetails.enabled=true",
				"--spring.mvc.contentnegotiation.favor-parameter=true", "--spring.web.resources.add-mappings=false") {

			@Override
			void assertOpinion(TestHttp http) {
				assertThat(http.get("/failing").body()).contains("IllegalStateException");
			}

		},

		EVERYTHING("/app/mvc", OpinionatedConfiguration.class, CatchAllAdvice.class, JsonConfiguration.class,
				InterceptingConfiguration.class, FilteringConfiguration.class, FailingController.class,
				"--server.servlet.context-path=/app", "--spring.mvc.servlet.path=/mvc",
				"--spring.jackson.property-naming-strategy=SNAKE_CASE");

		private final String prefix;

		private final List<Class<?>> sources = new ArrayList<>(
				List.of(WebTestApplication.class, GreedyController.class));

		private final List<String> arguments = new ArrayList<>(List.of("--server.port=0"));

		Application(String prefix, Object... parts) {
			this.prefix = prefix;
			for (Object part : parts) {
				if (part instanceof Class<?> source) {
					this.sources.add(source);
				}
				else {
					this.arguments.add((String) part);
				}
			}
		}

		ConfigurableApplicationContext run() {
			return new SpringApplicationBuilder(this.sources.toArray(Class<?>[]::new))
				.run(this.arguments.toArray(String[]::new));
		}

		void assertOpinion(TestHttp http) {
			assertThat(http.get(this.prefix + BASE + "/missing").status()).isEqualTo(404);
		}

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
		ResponseEntity<?> handle(Throwable ex) {
			return ResponseEntity.status(HttpStatus.LOCKED).body(List.of(ex.toString()));
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

	@Configuration(proxyBeanMethods = false)
	static class JsonConfiguration {

		@Bean
		JsonMapper jsonMapper() {
			SimpleModule module = new SimpleModule();
			module.addSerializer(String.class, new OwnStringSerializer());
			return JsonMapper.builder().addModule(module).build();
		}

	}

	static class OwnStringSerializer extends StdSerializer<String> {

		OwnStringSerializer() {
			super(String.class);
		}

		@Override
		public void serialize(String value, JsonGenerator json, SerializationContext context) {
			json.writeString("own");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InterceptingConfiguration implements WebMvcConfigurer {

		@Override
		public void addInterceptors(InterceptorRegistry registry) {
			registry.addInterceptor(new RefusingInterceptor());
		}

		@Bean
		MappedInterceptor mappedInterceptor() {
			return new MappedInterceptor(null, new RefusingInterceptor());
		}

	}

	static class RefusingInterceptor implements HandlerInterceptor {

		@Override
		public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
			response.setStatus(423);
			response.setHeader("X-Refused", "true");
			return false;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FilteringConfiguration implements WebMvcConfigurer {

		@Bean
		FilterRegistrationBean<UrlHandlerFilter> trailingSlashes() {
			FilterRegistrationBean<UrlHandlerFilter> registration = new FilterRegistrationBean<>(
					UrlHandlerFilter.trailingSlashHandler("/**").wrapRequest().build());
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

		@Bean
		HandlerExceptionResolver exceptionResolver() {
			return (request, response, handler, ex) -> {
				response.setStatus(423);
				return new ModelAndView();
			};
		}

	}

	@RestController
	static class FailingController {

		@GetMapping("/failing")
		Object fail() {
			throw new IllegalStateException("failing");
		}

	}

	@RestController
	record StatusController(OrchestrationClient client) {

		@GetMapping("/statuses/{id}")
		String status(@PathVariable("id") String id) {
			return this.client.status(id).toString();
		}

	}

	@RestController
	static class GreedyController {

		@GetMapping("/hello")
		Object hello() {
			return Map.of("greeting", "hello");
		}

		@GetMapping("/status")
		Object status() {
			return List.of("status");
		}

		@GetMapping("/fail")
		Object fail() {
			throw new IllegalStateException("fail");
		}

		@RequestMapping("/**")
		String everything(HttpServletRequest request) {
			return request.getMethod();
		}

	}

}
