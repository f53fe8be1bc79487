package dev.durable.store.jpa;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.durable.store.jpa.HookedDataSource.Pause;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the schema on PostgreSQL.
 */
class PostgreSqlSchemaIntegrationTests {

	@Test
	void aNodeWaitsForAnotherThatCreatesTheTables() throws Exception {
		try (var pool = TestDatabase.POSTGRESQL.newPool()) {
			HookedDataSource dataSource = new HookedDataSource(pool);
			Pause commit = dataSource.pauseNextCommit();
			CompletableFuture<Void> first = PostgresCluster
				.run(() -> new SchemaMigration(dataSource, SchemaMode.ALWAYS).run());
			commit.awaitReached();
			CompletableFuture<Void> second = PostgresCluster
				.run(() -> new SchemaMigration(pool, SchemaMode.ALWAYS).run());
			JdbcClient jdbc = JdbcClient.create(pool);
			await().until(() -> jdbc.sql(
					"select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
				.query(Integer.class)
				.single() > 0);
			commit.end();
			first.get(10, TimeUnit.SECONDS);
			second.get(10, TimeUnit.SECONDS);
		}
	}

	/**
	 * What is asked again and again must not read all instances.
	 */
	@Test
	void pollingUsesTheIndexesMadeForIt() {
		String url = TestDatabase.POSTGRESQL.newUrl();
		try (var fixture = new StoreFixture(TestDatabase.pool(url))) {
			fixture.jdbc.sql("""
					insert into durable_instance (id, task_hub, instance_id, name, version, generation, runtime_status,
						created_at, owner_node, wake_at, leftover)
					select n, 'hub', 'i' || n, 'Order', '1', 0, 'RUNNING', now(), case when n % 10 = 0 then 1 end,
						case when n % 1000 = 1 then now() end, false
					from generate_series(1000000, 1050000) n
					""").update();
			fixture.jdbc.sql("analyze durable_instance").update();
		}
		try (var observer = TestDatabase.pool(url)) {
			JdbcClient jdbc = JdbcClient.create(observer);
			awaitNoSession(jdbc);
			long scansBefore = scans(jdbc, "seq_scan");
			long lookupsBefore = scans(jdbc, "idx_scan");
			try (var fixture = new StoreFixture(TestDatabase.pool(url))) {
				long node = fixture.join();
				var claims = fixture.store.claims();
				var nodes = fixture.store.nodes();
				assertThat(claims.claim(node, StoreFixture.HUB, Set.of(StoreFixture.CODE), 10)).hasSize(10);
				claims.collect(node, 10, 10);
				claims.nextWakeUp(StoreFixture.HUB);
				claims.owned(node);
				nodes.ownsAny(Long.MAX_VALUE);
				nodes.clearOwner(Long.MAX_VALUE, 10);
				fixture.store.instances().purgeLeftovers(10);
				fixture.store.instances().find(StoreFixture.HUB, "i1000001");
			}
			// A session's counters are there when it has ended
			awaitNoSession(jdbc);
			await().until(() -> scans(jdbc, "idx_scan") > lookupsBefore);
			assertThat(scans(jdbc, "seq_scan")).isEqualTo(scansBefore);
		}
	}

	private static void awaitNoSession(JdbcClient jdbc) {
		await().until(() -> jdbc.sql("""
				select count(*) from pg_stat_activity
				where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
				""").query(Integer.class).single() == 0);
	}

	private static long scans(JdbcClient jdbc, String counter) {
		return jdbc.sql("select " + counter + " from pg_stat_user_tables where relname = 'durable_instance'")
			.query(Long.class)
			.single();
	}

}
