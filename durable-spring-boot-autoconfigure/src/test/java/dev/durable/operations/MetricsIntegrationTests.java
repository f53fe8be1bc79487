package dev.durable.operations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import dev.durable.OrchestrationClient;
import dev.durable.engine.DurableEngine;
import dev.durable.operations.PromQl.Metric;
import dev.durable.web.TestHttp;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The metrics of an application in which orchestrations have run, and the dashboard that
 * shows them.
 */
class MetricsIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Path DASHBOARD = Path.of("../docs/grafana/durable.json");

	private static final Path DOCUMENTATION = Path.of("../docs/observability.md");

	/**
	 * What Prometheus itself adds to all that it scrapes.
	 */
	private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job");

	private static ConfigurableApplicationContext context;

	private static MeterRegistry registry;

	private static OrchestrationClient client;

	@BeforeAll
	static void runOrchestrations() {
		context = ObservedApplication.run("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
				"--management.metrics.distribution.percentiles-histogram.durable=true",
				"--durable.engine.idle-timeout=100ms");
		registry = context.getBean(MeterRegistry.class);
		client = context.getBean(OrchestrationClient.class);
		for (int i = 0; i < 3; i++) {
			client.waitForCompletion(client.start("Greet", "Ada"), PATIENCE);
		}
		client.waitForCompletion(client.start("Fail", null), PATIENCE);
		startAndRelease();
		client.waitForCompletion(replayAfterAMessage(), PATIENCE);
		loseMembership();
	}

	/**
	 * Start an instance and wait until it is in no memory any more.
	 */
	private static String startAndRelease() {
		String id = client.start("Approval", null);
		assertThat(registry.get("durable.orchestrations.cached").gauge().value()).isPositive();
		await().until(() -> client.status(id).orElseThrow().customStatus() != null && owner(id) == null);
		return id;
	}

	/**
	 * Let an instance with a history be woken by a message that came an hour ago.
	 */
	private static String replayAfterAMessage() {
		String id = startAndRelease();
		jdbc().sql("""
				insert into durable_message (instance, kind, name, generation, task_id, attempt, payload, arrived_at)
				select id, 'EVENT', 'go', 0, 0, 0, '"late"', current_timestamp - interval '1' hour
				from durable_instance where instance_id = ?""").param(id).update();
		jdbc().sql("update durable_instance set wake_at = current_timestamp where instance_id = ?").param(id).update();
		return id;
	}

	private static void loseMembership() {
		Long node = context.getBean(DurableEngine.class).statistics().node();
		jdbc().sql("delete from durable_node where id = ?").param(node).update();
		await().until(() -> {
			Long now = context.getBean(DurableEngine.class).statistics().node();
			return now != null && !now.equals(node);
		});
	}

	private static Long owner(String id) {
		return jdbc().sql("select owner_node from durable_instance where instance_id = ?")
			.param(id)
			.query((row, number) -> row.getObject(1, Long.class))
			.list()
			.get(0);
	}

	private static JdbcClient jdbc() {
		return JdbcClient.create(context.getBean(DataSource.class));
	}

	@AfterAll
	static void close() {
		context.close();
	}

	@Test
	void orchestrationsAreCountedByNameAndOutcome() {
		assertThat(registry.get("durable.orchestrations.started").tag("name", "Greet").counter().count()).isEqualTo(3);
		assertThat(registry.get("durable.orchestrations.completed")
			.tags("name", "Greet", "outcome", "completed")
			.counter()
			.count()).isEqualTo(3);
		assertThat(registry.get("durable.orchestrations.duration")
			.tags("name", "Fail", "outcome", "failed")
			.timer()
			.count()).isOne();
		assertThat(registry.get("durable.turn").tag("name", "Greet").timer().count()).isEqualTo(6);
	}

	@Test
	void activitiesAreTimedWithoutATracer() {
		assertThat(registry.get("durable.activities").tags("name", "SayHello", "outcome", "completed").timer().count())
			.isEqualTo(3);
		assertThat(registry.get("durable.activities").tags("name", "Break", "outcome", "failed").timer().count())
			.isEqualTo(2);
		assertThat(registry.get("durable.activities").tags("name", "Anywhere", "outcome", "completed").timer().count())
			.isEqualTo(2);
	}

	@Test
	void messagesAreTimedFromTheirArrival() {
		assertThat(registry.get("durable.messages.delivered").counter().count()).isEqualTo(3);
		assertThat(registry.get("durable.message.lag").timer().count()).isEqualTo(3);
		assertThat(registry.get("durable.message.lag").timer().totalTime(TimeUnit.MINUTES)).isBetween(59.9, 65.0);
	}

	@Test
	void replayedEventsAreCounted() {
		// the call of the activity, and its result; the event was new
		assertThat(registry.get("durable.replay.events").tag("name", "Approval").counter().count())
			.isGreaterThanOrEqualTo(2);
		assertThat(registry.get("durable.replay.events").tag("name", "Greet").counter().count()).isZero();
	}

	@Test
	void commitsClaimsAndFencesAreCounted() {
		assertThat(registry.get("durable.commit").timer().count()).isPositive();
		assertThat(registry.get("durable.commit.batch.size").summary().totalAmount()).isGreaterThan(10);
		assertThat(registry.get("durable.claim").timer().count()).isPositive();
		assertThat(registry.get("durable.node.fenced").counter().count()).isOne();
	}

	@Test
	void gaugesTellOfThisMoment() {
		for (String gauge : List.of("durable.orchestrations.active", "durable.activities.queued",
				"durable.activities.running", "durable.commit.stalled")) {
			await().untilAsserted(() -> assertThat(registry.get(gauge).gauge().value()).as(gauge).isZero());
		}
		assertThat(registry.get("durable.node.heartbeat.age").gauge().value()).isBetween(0.0, 60.0);
		for (String lane : List.of("first", "second")) {
			await().untilAsserted(
					() -> assertThat(registry.get("durable.commit.waiting").tag("lane", lane).gauge().value())
						.isZero());
		}
		await().untilAsserted(() -> assertThat(registry.get("durable.orchestrations.cached").gauge().value()).isZero());
	}

	@Test
	void instancesAreCountedByStatus() {
		await().untilAsserted(() -> assertThat(instances("completed")).isEqualTo(4));
		assertThat(instances("failed")).isOne();
		assertThat(instances("running")).isOne();
		assertThat(instances("terminated")).isZero();
	}

	private static double instances(String status) {
		return registry.get("durable.instances").tag("status", status).gauge().value();
	}

	@Test
	void everyMeterHasDescriptionUnitAndBoundedTags() {
		List<Meter.Id> ids = registry.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> id.getName().startsWith("durable."))
			.toList();
		assertThat(ids).isNotEmpty()
			.allSatisfy((id) -> assertThat(id.getDescription()).as(id.getName()).isNotBlank())
			.allSatisfy((id) -> assertThat(id.getBaseUnit()).as(id.getName()).isNotBlank());
		assertThat(ids).flatExtracting(Meter.Id::getTags)
			.extracting(Tag::getKey)
			.isSubsetOf("application", "name", "outcome", "status", "lane");
		assertThat(ids).flatExtracting(Meter.Id::getTags)
			.filteredOn((tag) -> tag.getKey().equals("name"))
			.extracting(Tag::getValue)
			.isSubsetOf("Greet", "Fail", "Approval", "SayHello", "Break", "Anywhere");
	}

	@Test
	void theDocumentationNamesEveryMeter() throws IOException {
		Set<String> documented = new HashSet<>();
		Matcher matcher = Pattern.compile("`(durable\\.[a-z.]+)`").matcher(table());
		while (matcher.find()) {
			documented.add(matcher.group(1));
		}
		Set<String> names = new HashSet<>();
		registry.getMeters().forEach((meter) -> names.add(meter.getId().getName()));
		names.removeIf((name) -> !name.startsWith("durable."));
		assertThat(names).isEqualTo(documented);
	}

	private static String table() throws IOException {
		StringBuilder rows = new StringBuilder();
		String section = Files.readString(DOCUMENTATION).split("## Metrics")[1].split("\n## ")[0];
		section.lines()
			.filter((line) -> line.startsWith("| `durable."))
			.forEach((line) -> rows.append(line.split("\\|")[1]));
		return rows.toString();
	}

	@Test
	void everyQueryOfTheDashboardNamesMetricsAndLabelsThatExist() throws IOException {
		Scrape scrape = Scrape.of(new TestHttp(ObservedApplication.port(context)).get("/actuator/prometheus").body());
		JsonNode dashboard = new JsonMapper().readTree(Files.readString(DASHBOARD));
		List<String> expressions = new ArrayList<>();
		collect(dashboard.get("panels"), expressions);
		dashboard.get("templating").get("list").forEach((variable) -> {
			if (variable.has("definition")) {
				expressions.add(variable.get("definition").asString());
			}
		});
		assertThat(expressions).hasSizeGreaterThan(40);
		for (String expression : expressions) {
			PromQl query = PromQl.parse(expression);
			assertThat(query.metrics()).as(expression).isNotEmpty();
			for (Metric metric : query.metrics()) {
				assertThat(scrape.labels()).as(expression).containsKey(metric.name());
				Set<String> labels = new HashSet<>(scrape.labels().get(metric.name()));
				labels.addAll(OF_PROMETHEUS);
				assertThat(labels).as(expression).containsAll(metric.labels()).containsAll(query.grouping());
				if (metric.label() != null) {
					assertThat(scrape.values(metric.name(), metric.label())).as(expression).contains(metric.value());
				}
			}
		}
	}

	@Test
	void theDashboardShowsEveryMetric() throws IOException {
		Scrape scrape = Scrape.of(new TestHttp(ObservedApplication.port(context)).get("/actuator/prometheus").body());
		String dashboard = Files.readString(DASHBOARD);
		Set<String> families = new HashSet<>();
		scrape.labels().keySet().forEach((name) -> families.add(name.replaceAll("_(count|sum|max|bucket|total)$", "")));
		families.removeIf((name) -> !name.startsWith("durable_"));
		assertThat(families).isNotEmpty().allSatisfy((family) -> assertThat(dashboard).contains(family));
	}

	/**
	 * Collect the queries, whose legends have to use labels by which they group.
	 */
	private static void collect(JsonNode panels, List<String> expressions) {
		for (JsonNode panel : panels) {
			assertThat(panel.get("title").asString()).isNotBlank();
			for (JsonNode target : panel.path("targets")) {
				String expression = target.get("expr").asString();
				expressions.add(expression);
				Matcher label = Pattern.compile("\\{\\{(\\w+)}}").matcher(target.get("legendFormat").asString());
				while (label.find()) {
					assertThat(PromQl.parse(expression).grouping()).as(expression).contains(label.group(1));
				}
			}
			collect(panel.path("panels"), expressions);
		}
	}

}
