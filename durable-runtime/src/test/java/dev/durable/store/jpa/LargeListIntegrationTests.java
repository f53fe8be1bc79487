package dev.durable.store.jpa;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import dev.durable.OrchestrationFilter;
import dev.durable.RuntimeStatus;
import dev.durable.store.InstanceCount;
import dev.durable.store.InstancePage;
import dev.durable.store.InstancePosition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lists a million finished and a thousand running instances on PostgreSQL, and asks it
 * what it has read for that: with statistics of the time when there were only the running
 * ones, and with fresh ones.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LargeListIntegrationTests {

	private static final Logger logger = LoggerFactory.getLogger(LargeListIntegrationTests.class);

	private static final String HUB = StoreFixture.HUB;

	private static final int PAGE = 100;

	private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

	private static final Instant MIDDLE = BEGIN.plusSeconds(500_000);

	private static final OrchestrationFilter ALL = OrchestrationFilter.ALL;

	private static ExplainedDataSource<QueryPlan> explained;

	private static StoreFixture fixture;

	/**
	 * Load the instances, one every second, the running ones first: whoever looks for
	 * them among the newest looks for long. Others that are rare are old, too.
	 */
	@BeforeAll
	static void load() {
		HikariDataSource pool = TestDatabase.POSTGRESQL.newPool();
		explained = QueryPlan.explain(pool);
		fixture = new StoreFixture(explained, Duration.ofMinutes(2), Duration.ofSeconds(1));
		execute("alter table durable_instance set (autovacuum_enabled = false)");
		execute("alter table durable_history set (autovacuum_enabled = false)");
		insert(1, 1_000, "'RUNNING'", "'ProcessOrder'", "'order-z' || i", "null");
		execute("analyze");
		insert(1_001, 1_001_000,
				"case when i < 1101 then 'FAILED' when i % 50 = 0 then 'TERMINATED' else 'COMPLETED' end",
				"case when i between 1041 and 1240 then 'Rare' when i % 10 = 0 then 'Refund' else 'ProcessOrder' end",
				"case when i between 1300 and 1400 then 'rare-' else 'order-' end || i",
				"timestamptz '2026-01-01 00:00:01Z' + i * interval '1 second'");
		insertHistory();
	}

	private static void insert(int from, int to, String status, String name, String instanceId, String completedAt) {
		execute("""
				insert into durable_instance (id, task_hub, instance_id, name, version, generation, runtime_status,
					created_at, completed_at, tags, leftover)
				select i, 'hub', %s, %s, '1', 0, %s, timestamptz '2026-01-01 00:00:00Z' + i * interval '1 second', %s,
					case when i %% 1000 = 0 then '{"customer":"c1"}' end, false
				from generate_series(%d, %d) i
				""".formatted(instanceId, name, status, completedAt, from, to));
	}

	private static void insertHistory() {
		execute("""
				insert into durable_history (instance, generation, turn, recorded_at, events)
				select i, 0, turn, timestamptz '2026-01-01 00:00:00Z' + i * interval '1 second', '[]'
				from generate_series(1, 1001000) i, generate_series(0, 1) turn
				where i <= 2000 or i % 10000 < 200 or i % 10000 > 9000
				""");
	}

	private static void execute(String sql) {
		fixture.jdbc.sql(sql).update();
	}

	@AfterAll
	static void close() {
		fixture.close();
	}

	@Test
	@Order(1)
	void aPageReadsAPageWithOutdatedStatistics() {
		assertPages();
	}

	@Test
	@Order(2)
	void aPageReadsAPageWithFreshStatistics() {
		execute("vacuum analyze durable_instance");
		execute("vacuum analyze durable_history");
		assertPages();
		OrchestrationFilter prefix = ALL.withInstanceIdPrefix("order-");
		assertPages("prefix, running", prefix.withRuntimeStatus(RuntimeStatus.RUNNING));
		assertPages("prefix, failed", prefix.withRuntimeStatus(RuntimeStatus.FAILED));
		assertPages("prefix, rare name", prefix.withName("Rare"));
	}

	@Test
	@Order(3)
	void countsReadAnIndex() {
		explained.plans.clear();
		List<InstanceCount> counts = fixture.store.queries().count(HUB);
		assertThat(counts.stream().mapToLong(InstanceCount::count).sum()).isEqualTo(1_001_000);
		assertThat(explained.plans).singleElement().satisfies((plan) -> {
			logger.info("counts: {} entries in {} pages and {} ms", plan.rowsRead(), plan.pagesRead(),
					plan.milliseconds());
			assertThat(plan.plan().toString()).contains("Index Only Scan").doesNotContain("durable_history");
		});
	}

	private static void assertPages() {
		Map<String, OrchestrationFilter> filters = new LinkedHashMap<>();
		filters.put("everything", ALL);
		filters.put("running", ALL.withRuntimeStatus(RuntimeStatus.RUNNING));
		filters.put("completed", ALL.withRuntimeStatus(RuntimeStatus.COMPLETED));
		filters.put("failed", ALL.withRuntimeStatus(RuntimeStatus.FAILED));
		filters.put("unfinished", ALL.withRuntimeStatus(RuntimeStatus.PENDING, RuntimeStatus.RUNNING,
				RuntimeStatus.SUSPENDED, RuntimeStatus.CONTINUED_AS_NEW));
		filters.put("name", ALL.withName("ProcessOrder"));
		filters.put("rare name", ALL.withName("Rare"));
		filters.put("no such name", ALL.withName("Nobody"));
		filters.put("name, running", ALL.withName("ProcessOrder").withRuntimeStatus(RuntimeStatus.RUNNING));
		filters.put("rare name, failed", ALL.withName("Rare").withRuntimeStatus(RuntimeStatus.FAILED));
		filters.put("prefix", ALL.withInstanceIdPrefix("order-"));
		filters.put("rare prefix", ALL.withInstanceIdPrefix("rare-"));
		filters.put("no such prefix", ALL.withInstanceIdPrefix("nobody"));
		filters.put("prefix, completed", ALL.withInstanceIdPrefix("order-").withRuntimeStatus(RuntimeStatus.COMPLETED));
		filters.put("rare prefix, completed",
				ALL.withInstanceIdPrefix("rare-").withRuntimeStatus(RuntimeStatus.COMPLETED));
		filters.put("until", ALL.withCreatedTo(MIDDLE));
		filters.put("from", ALL.withCreatedFrom(MIDDLE));
		filters.put("from, until", ALL.withCreatedFrom(MIDDLE).withCreatedTo(MIDDLE.plusSeconds(50)));
		filters.put("until, terminated or failed",
				ALL.withCreatedTo(MIDDLE).withRuntimeStatus(RuntimeStatus.TERMINATED, RuntimeStatus.FAILED));
		filters.put("until, rare name", ALL.withCreatedTo(MIDDLE).withName("Rare"));
		filters.put("from, running", ALL.withCreatedFrom(MIDDLE).withRuntimeStatus(RuntimeStatus.RUNNING));
		filters.put("from, until, name, completed",
				ALL.withCreatedFrom(MIDDLE)
					.withCreatedTo(MIDDLE.plusSeconds(5000))
					.withName("Refund")
					.withRuntimeStatus(RuntimeStatus.COMPLETED));
		filters.put("tag, running", ALL.withTag("customer", "c1").withRuntimeStatus(RuntimeStatus.RUNNING));
		filters.forEach((name, filter) -> assertPages(name, filter));
	}

	private static void assertPages(String name, OrchestrationFilter filter) {
		InstancePosition next = assertPage(name, filter, null).next();
		if (next != null) {
			assertPage(name + ", second page", filter, next);
		}
		InstancePosition middle = new InstancePosition(BEGIN.plusSeconds(400_000), 400_000,
				(filter.instanceIdPrefix() != null) ? "order-400000" : "");
		assertPage(name + ", page in the middle", filter, middle);
	}

	private static InstancePage assertPage(String name, OrchestrationFilter filter, InstancePosition after) {
		explained.plans.clear();
		InstancePage page = fixture.store.queries().list(HUB, filter, after, PAGE, true, true);
		// one to find, and one for each part that is read
		assertThat(explained.plans).as(name).hasSizeBetween(1, 4);
		QueryPlan found = explained.plans.get(0);
		logger.info("{}: {} entries in {} pages and {} ms", name, found.rowsRead(), found.pagesRead(),
				found.milliseconds());
		assertThat(found.rowsRead()).as("%s: %s", name, found).isLessThanOrEqualTo(12 * PAGE);
		assertThat(found.pagesRead()).as("%s: %s", name, found).isLessThanOrEqualTo(12 * PAGE);
		List<QueryPlan> read = explained.plans.subList(1, explained.plans.size());
		assertThat(read.stream().mapToLong(QueryPlan::rowsRead).sum()).as("%s: %s", name, read)
			.isLessThanOrEqualTo(8 * PAGE);
		assertThat(read.stream().mapToLong(QueryPlan::pagesRead).sum()).as("%s: %s", name, read)
			.isLessThanOrEqualTo(20 * PAGE);
		return page;
	}

}
