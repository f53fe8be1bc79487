package dev.durable.store.jpa;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import dev.durable.store.CommitResult;
import dev.durable.store.CommitResult.Outcome;
import dev.durable.store.CommitStore;
import dev.durable.store.InstanceCommit;
import dev.durable.store.NewInstance;
import dev.durable.store.ParentLink;
import dev.durable.store.Release;
import dev.durable.store.StoreException;
import dev.durable.store.WakeUpSignals;
import org.junit.jupiter.api.Test;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for pools and drivers with unusual settings, on PostgreSQL.
 */
class PoolSettingsIntegrationTests {

	private static final Duration PATIENT = Duration.ofSeconds(15);

	@Test
	void winnersAreReadBackWhenTheDriverRewritesBatches() {
		String url = TestDatabase.POSTGRESQL.newUrl() + "&reWriteBatchedInserts=true";
		try (var cluster = new PostgresCluster(url, PATIENT)) {
			NewInstance parent = cluster.startedByFirst();
			List<NewInstance> taken = IntStream.range(0, 3).mapToObj((i) -> cluster.startedByFirst()).toList();
			List<NewInstance> free = IntStream.range(0, 5)
				.mapToObj((i) -> cluster.first.instance(StoreFixture.uniqueId(), true))
				.toList();
			NewInstance goodChild = cluster.first.child(StoreFixture.uniqueId(), new ParentLink(parent.id(), 0, 1));
			NewInstance badChild = cluster.first.child(taken.get(0).instanceId(), new ParentLink(parent.id(), 0, 2));
			List<NewInstance> losers = taken.stream()
				.map((other) -> cluster.first.instance(other.instanceId(), true))
				.toList();
			List<InstanceCommit> group = new ArrayList<>();
			losers.forEach((start) -> group.add(InstanceCommit.start(start)));
			free.forEach((start) -> group.add(InstanceCommit.start(start)));
			group.add(StoreFixture.creating(parent.id(), 1, goodChild, badChild));
			CommitResult result = cluster.firstCommitter.commit(cluster.firstNode, group);
			assertThat(result.outcomes().keySet())
				.containsExactlyInAnyOrderElementsOf(losers.stream().map(NewInstance::id).toList());
			assertThat(result.outcomes().values()).containsOnly(Outcome.ID_TAKEN);
			assertThat(result.failedChildren()).containsExactly(badChild.id());
			assertThat(cluster.second.count("instance")).isEqualTo(10);
			assertThat(cluster.second.count("history")).isEqualTo(11);
		}
	}

	@Test
	void aReadOnlyRepeatableReadPoolDoesNotBreakFurtherStatements() {
		String url = TestDatabase.POSTGRESQL.newUrl();
		HikariDataSource pool = unusualPool(url);
		try (var cluster = new PostgresCluster(url, PATIENT);
				var fixture = new StoreFixture(pool, Duration.ofSeconds(40), PATIENT);
				CommitStore committer = fixture.store.openCommitter()) {
			NewInstance instance = fixture.started(committer, cluster.firstNode);
			var sending = cluster.firstDataSource.pauseNextCommit();
			CompletableFuture<Void> sender = PostgresCluster
				.run(() -> PostgresCluster.send(cluster.first, instance, "a"));
			sending.awaitReached();
			CompletableFuture<CommitResult> release = PostgresCluster.async(() -> committer.commit(cluster.firstNode,
					List.of(InstanceCommit.release(new Release(instance.id(), null)))));
			cluster.awaitBlocked();
			sending.end();
			sender.join();
			assertThat(release.join().of(instance.id())).isEqualTo(Outcome.RELEASE_REFUSED);
			assertThat(fixture.store.claims().collect(cluster.firstNode, 10, 10).taken().get(instance.id())).hasSize(1);
			assertThat(fixture.store.nodes().renew(cluster.firstNode)).isNotNull();
			NewInstance started = fixture.instance(StoreFixture.uniqueId(), false);
			assertThat(fixture.store.instances().insert(started, () -> {
			})).isTrue();
			assertThat(fixture.store.claims()
				.claim(cluster.firstNode, StoreFixture.HUB, Set.of(StoreFixture.CODE), 10)
				.taken()).hasSize(1);
		}
	}

	@Test
	void connectionsGoBackToThePoolAsTheyWere() throws Exception {
		String url = TestDatabase.POSTGRESQL.newUrl();
		try (var cluster = new PostgresCluster(url, PATIENT); HikariDataSource pool = unusualPool(url)) {
			pool.setMaximumPoolSize(1);
			List<String> before = settings(pool);
			JpaDurableStore store = JpaDurableStore.builder(pool).build();
			try (CommitStore committer = store.openCommitter()) {
				committer.awaitInFlight(cluster.firstNode);
			}
			assertThat(settings(pool)).isEqualTo(before);
			try (CommitStore committer = store.openCommitter()) {
				committer.commit(cluster.firstNode, List.of());
			}
			assertThat(settings(pool)).isEqualTo(before);
			store.close();
			assertThat(settings(pool)).isEqualTo(before);
		}
	}

	@Test
	void theConnectionThatHasListenedGoesBackToThePoolAsItWas() throws Exception {
		String url = TestDatabase.POSTGRESQL.newUrl();
		try (HikariDataSource pool = TestDatabase.pool(url)) {
			new SchemaMigration(pool, SchemaMode.ALWAYS).run();
		}
		try (HikariDataSource pool = unusualPool(url)) {
			pool.setMaximumPoolSize(2);
			JpaDurableStore store = JpaDurableStore.builder(pool).build();
			Set<String> before = sessions(pool);
			WakeUpSignals signals = store.openSignals("hub");
			signals.listen(() -> {
			});
			await().until(signals::areArriving);
			signals.close();
			await().until(() -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
			assertThat(sessions(pool)).isEqualTo(before);
			store.close();
		}
	}

	/**
	 * Return what both sessions of a pool are, and how they are set.
	 */
	private static Set<String> sessions(HikariDataSource pool) throws SQLException {
		Set<String> sessions = new HashSet<>();
		try (Connection first = pool.getConnection(); Connection second = pool.getConnection()) {
			for (Connection connection : List.of(first, second)) {
				try (ResultSet row = connection.createStatement().executeQuery("""
						select pg_backend_pid(), current_setting('idle_session_timeout'),
							(select count(*) from pg_listening_channels())
						""")) {
					row.next();
					sessions.add(row.getString(1) + ", " + row.getString(2) + ", " + row.getString(3));
				}
				connection.rollback();
			}
		}
		return sessions;
	}

	@Test
	void aDataSourceThatResetsNothingGetsItsConnectionsBackAsTheyWere() throws Exception {
		String url = TestDatabase.POSTGRESQL.newUrl();
		try (HikariDataSource pool = TestDatabase.pool(url)) {
			new SchemaMigration(pool, SchemaMode.ALWAYS).run();
		}
		var single = new SingleConnectionDataSource(url, true);
		single.getConnection().setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
		List<String> before = settings(single);
		try (JpaDurableStore store = JpaDurableStore.builder(single).build()) {
			long node = store.nodes().join("node");
			assertThat(settings(single)).isEqualTo(before);
			try (CommitStore committer = store.openCommitter()) {
				committer.commit(node, List.of());
			}
			assertThat(settings(single)).isEqualTo(before);
			store.nodes().renew(node);
		}
		assertThat(settings(single)).isEqualTo(before);
		single.destroy();
	}

	@Test
	void aConnectionWithoutAutoCommitHasNoTransactionWhenItComesBack() throws Exception {
		String url = TestDatabase.POSTGRESQL.newUrl();
		try (HikariDataSource pool = TestDatabase.pool(url)) {
			new SchemaMigration(pool, SchemaMode.ALWAYS).run();
		}
		var single = new SingleConnectionDataSource(url, true);
		single.setAutoCommit(false);
		try (JpaDurableStore store = JpaDurableStore.builder(single).build()) {
			assertThat(single.getConnection().unwrap(BaseConnection.class).getTransactionState())
				.isEqualTo(TransactionState.IDLE);
			assertThat(store.description()).isNotEmpty();
		}
		single.destroy();
	}

	/**
	 * A connection that is given back with auto-commit would commit.
	 */
	@Test
	void whatFailsWithAnErrorInsteadOfACommitIsNotCommitted() {
		try (HikariDataSource pool = TestDatabase.pool(TestDatabase.POSTGRESQL.newUrl())) {
			HookedDataSource hooked = new HookedDataSource(pool);
			try (var fixture = new StoreFixture(hooked)) {
				NewInstance instance = fixture.instance(StoreFixture.uniqueId(), false);
				hooked.beforeNextCommit(() -> {
					throw new OutOfMemoryError("test");
				});
				assertThatExceptionOfType(OutOfMemoryError.class)
					.isThrownBy(() -> fixture.store.instances().insert(instance, () -> {
					}));
				assertThat(fixture.store.instances().find(StoreFixture.HUB, instance.instanceId())).isEmpty();
			}
		}
	}

	@Test
	void aClosedCommitterTakesNoConnectionAnyMore() {
		try (HikariDataSource pool = TestDatabase.pool(TestDatabase.POSTGRESQL.newUrl());
				var fixture = new StoreFixture(pool)) {
			long node = fixture.join();
			for (boolean abandoned : List.of(true, false)) {
				CommitStore committer = fixture.store.openCommitter();
				fixture.started(committer, node);
				if (abandoned) {
					committer.abandon();
				}
				else {
					committer.close();
				}
				assertThatExceptionOfType(StoreException.class).isThrownBy(() -> fixture.started(committer, node));
				assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
			}
		}
	}

	@Test
	void aPoolOfTheCallersConnectionAloneIsEnoughInItsTransaction() {
		HikariDataSource pool = TestDatabase.pool(TestDatabase.POSTGRESQL.newUrl());
		pool.setMaximumPoolSize(1);
		pool.setConnectionTimeout(500);
		try (var fixture = new StoreFixture(pool)) {
			new TransactionTemplate(new JdbcTransactionManager(pool)).executeWithoutResult((status) -> {
				NewInstance instance = fixture.instance(StoreFixture.uniqueId(), false);
				fixture.store.instances().insert(instance, () -> {
				});
				PostgresCluster.send(fixture, instance, "a");
				assertThat(fixture.row(instance.instanceId()).id()).isEqualTo(instance.id());
			});
			assertThat(fixture.count("message")).isEqualTo(1);
		}
	}

	private static HikariDataSource unusualPool(String url) {
		HikariDataSource pool = TestDatabase.pool(url);
		pool.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
		pool.setReadOnly(true);
		pool.setAutoCommit(false);
		return pool;
	}

	private static List<String> settings(DataSource dataSource) throws Exception {
		try (Connection connection = dataSource.getConnection()) {
			Sql sql = new Sql(connection);
			var settings = new ArrayList<String>();
			settings.add("autocommit " + connection.getAutoCommit());
			settings.add("read only " + connection.isReadOnly());
			settings.add("network timeout " + connection.getNetworkTimeout());
			for (String name : List.of("lock_timeout", "idle_in_transaction_session_timeout", "transaction_timeout",
					"idle_session_timeout", "enable_seqscan", "transaction_isolation", "transaction_read_only",
					"default_transaction_isolation", "default_transaction_read_only")) {
				settings
					.addAll(sql.query("select current_setting(?, true)", (row) -> name + " " + row.getString(1), name));
			}
			if (!connection.getAutoCommit()) {
				connection.rollback();
			}
			return settings;
		}
	}

}
