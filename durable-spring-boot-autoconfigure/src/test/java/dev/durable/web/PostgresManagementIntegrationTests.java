package dev.durable.web;

import dev.durable.test.TestPostgres;
import dev.durable.web.TestHttp.Response;
import tools.jackson.databind.JsonNode;

import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ManagementContract} on PostgreSQL, with a tracer.
 */
class PostgresManagementIntegrationTests extends ManagementContract {

	@DynamicPropertySource
	static void database(DynamicPropertyRegistry registry) {
		String url = TestPostgres.shared().newDatabase();
		registry.add("spring.datasource.url", () -> url);
	}

	@Override
	void assertTrace(Response status, String traceParent, String instanceId) {
		String actual = status.text("traceParent");
		assertThat(actual.substring(0, 36)).isEqualTo(traceParent.substring(0, 36));
		// the span of the HTTP request stands between the caller and the instance
		assertThat(actual).isNotEqualTo(traceParent);
		JsonNode output = status.json().get("output");
		// and the run of the activity has a span of its own
		assertThat(output.get("context").asString()).startsWith(traceParent.substring(0, 36)).isNotEqualTo(actual);
		assertThat(output.get("current").asString()).isEqualTo(output.get("context").asString());
		assertThat(output.get("state").asString()).isEqualTo("vendor=1,other=2");
		assertThat(output.get("traceId").asString()).isEqualTo(actual.substring(3, 35));
		assertThat(output.get("instanceId").asString()).isEqualTo(instanceId);
	}

}
