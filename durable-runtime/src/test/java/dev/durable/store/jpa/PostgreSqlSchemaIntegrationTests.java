package dev.durable.store.jpa;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.durable.store.CommitStore;
import dev.durable.store.InstanceCommit;
import dev.durable.store.NewInstance;
import dev.durable.store.Release;
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
	 * What is asked again and again must not read all instances, also when its plan was
	 * made while there were none.
	 */
	@Test
	void queriesKeepToTheIndexesMadeForThem() {
		String url = TestDatabase.POSTGRESQL.newUrl();
		try (var pool = TestDatabase.pool(url)) {
			new SchemaMigration(pool, SchemaMode.ALWAYS).run();
		}
		try (var observer = TestDatabase.pool(url)) {
			JdbcClient jdbc = JdbcClient.create(observer);
			awaitNoSession(jdbc);
			// Building its indexes has read the table, which earlier versions tell late
			await().until(() -> scans(jdbc, "seq_scan") > 0);
			long before = scans(jdbc, "seq_scan");
			try (var fixture = new StoreFixture(TestDatabase.pool(url));
					CommitStore committer = fixture.store.openCommitter()) {
				long node = fixture.join();
				// Often enough for the driver to prepare and the server to plan for good
				for (int i = 0; i < 15; i++) {
					useAll(fixture, committer, node);
				}
				fixture.jdbc.sql("""
						insert into durable_instance (id, task_hub, instance_id, name, version, generation,
							runtime_status, created_at, owner_node, wake_at, leftover)
						select n, 'hub', 'i' || n, 'Order', '1', 0, 'RUNNING', now(), case when n % 10 = 0 then 1 end,
							case when n % 1000 = 1 then now() end, false
						from generate_series(1000000, 1050000) n
						""").update();
				useAll(fixture, committer, node);
			}
			// A session's counters are there when it has ended
			awaitNoSession(jdbc);
			await().until(() -> scans(jdbc, "idx_scan") > 0);
			assertThat(scans(jdbc, "seq_scan")).isEqualTo(before);
		}
	}

	/**
	 * The server refuses a prepared statement whose result would have other columns than
	 * when it was prepared.
	 */
	@Test
	void aNodeGoesOnWhileALaterVersionAddsColumns() {
		String url = TestDatabase.POSTGRESQL.newUrl();
		try (var other = TestDatabase.pool(url);
				var fixture = new StoreFixture(TestDatabase.pool(url));
				CommitStore committer = fixture.store.openCommitter()) {
			long node = fixture.join();
			for (int i = 0; i < 15; i++) {
				useAll(fixture, committer, node);
			}
			for (String table : List.of("node", "instance", "history", "message", "activity")) {
				JdbcClient.create(other).sql("alter table durable_" + table + " add column later integer").update();
			}
			for (int i = 0; i < 15; i++) {
				useAll(fixture, committer, node);
			}
		}
	}

	private static void useAll(StoreFixture fixture, CommitStore committer, long node) {
		NewInstance instance = fixture.started(committer, node);
		PostgresCluster.send(fixture, instance, "a");
		var claims = fixture.store.claims();
		claims.collect(node, 10, 10);
		committer.commit(node, List.of(InstanceCommit.release(new Release(instance.id(), null))));
		List<Long> claimed = claims.claim(node, StoreFixture.HUB, Set.of(StoreFixture.CODE), 10).taken();
		claims.load(node, claimed, 10);
		claims.lastTurns(claimed);
		committer.commit(node, List.of(StoreFixture.finishing(instance.id(), 1)));
		claims.owned(node);
		var nodes = fixture.store.nodes();
		nodes.ownsAny(Long.MAX_VALUE);
		nodes.clearOwner(Long.MAX_VALUE, 10);
		var instances = fixture.store.instances();
		instances.insert(fixture.instance(instance.instanceId(), false), () -> {
		});
		instances.purgeLeftovers(10);
		instances.find(StoreFixture.HUB, instance.instanceId());
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
