package dev.durable.store.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import dev.durable.store.CommitStore;
import dev.durable.store.NewInstance;
import dev.durable.store.OwnedCommit;
import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;
import dev.durable.store.TransactionalCommits;
import dev.durable.store.TransactionalWork;
import dev.durable.store.UnusableTransactionManagerException;
import dev.durable.store.jpa.AnswerDroppingProxy.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for commits within transactions of the application.
 */
class TransactionalCommitsIntegrationTests {

	@ParameterizedTest
	@CsvSource({ "REQUEST_LOST,false,0", "ANSWER_LOST,false,1", "SILENCE,false,1", "REQUEST_LOST,true,0",
			"ANSWER_LOST,true,1", "SILENCE,true,1" })
	void aCommitWithoutAnswerIsUnknownAndTheTruthIsOne(Failure failure, boolean jpa, long turn) throws Exception {
		String url = TestDatabase.POSTGRESQL.newUrl();
		try (var proxy = new AnswerDroppingProxy(url);
				var observer = TestDatabase.pool(url);
				var fixture = new StoreFixture(TestDatabase.pool(proxy.url(url)), Duration.ofSeconds(4),
						Duration.ofMillis(300));
				CommitStore committer = fixture.store.openCommitter()) {
			JdbcClient.create(observer).sql("create table effect (text varchar(100))").update();
			PlatformTransactionManager manager = jpa ? jpa(fixture.dataSource)
					: new DataSourceTransactionManager(fixture.dataSource);
			TransactionalCommits commits = fixture.store.transactionalCommits((name) -> manager);
			commits.require("");
			long node = fixture.join();
			NewInstance instance = fixture.started(committer, node);
			TransactionalWork work = new Work(fixture.dataSource,
					new OwnedCommit(node, StoreFixture.plain(instance.id(), 1)), () -> proxy.failNextCommit(failure));
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> commits.execute("", work))
				.satisfies((ex) -> assertThat(ex.kind()).as(ex.toString()).isEqualTo(Kind.UNKNOWN));
			assertThat(proxy.hasFailed()).isTrue();
			committer.awaitInFlight(node);
			assertThat(fixture.store.claims().lastTurns(List.of(instance.id()))).isEqualTo(Map.of(instance.id(), turn));
			assertThat(JdbcClient.create(observer).sql("select count(*) from effect").query(Long.class).single())
				.isEqualTo(turn);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whyNothingIsCommittedIsToldEvenIfTheRollbackFailsAsWell(boolean jpa) {
		try (var fixture = new StoreFixture(TestDatabase.POSTGRESQL.newPool());
				CommitStore committer = fixture.store.openCommitter()) {
			fixture.jdbc.sql("create table effect (text varchar(100))").update();
			PlatformTransactionManager manager = jpa ? jpa(fixture.dataSource)
					: new DataSourceTransactionManager(fixture.dataSource);
			TransactionalCommits commits = fixture.store.transactionalCommits((name) -> manager);
			long node = fixture.join();
			NewInstance instance = fixture.started(committer, node);
			OwnedCommit turn = new OwnedCommit(node, StoreFixture.plain(instance.id(), 1));
			TransactionalWork work = new TransactionalWork() {

				@Override
				public void run() {
					JdbcClient.create(fixture.dataSource).sql("insert into effect values ('a')").update();
				}

				@Override
				public OwnedCommit commit() {
					endSession(fixture.dataSource);
					return turn;
				}

				@Override
				public void committing() {
				}

			};
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> commits.execute("", work))
				.satisfies((ex) -> assertThat(ex.kind()).as(ex.toString()).isEqualTo(Kind.UNAVAILABLE));
		}
	}

	/**
	 * End the session of the current transaction, as an administrator does.
	 */
	private static void endSession(DataSource dataSource) {
		int session = JdbcClient.create(dataSource).sql("select pg_backend_pid()").query(Integer.class).single();
		try (Connection other = dataSource.getConnection(); Statement statement = other.createStatement()) {
			statement.execute("select pg_terminate_backend(" + session + ", 10000)");
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void managersOfProxiesOfTheDataSourceAreUsable() {
		StoreFixture fixture = StoreFixture.shared(TestDatabase.H2_MEMORY);
		for (DataSource proxy : List.of(fixture.dataSource, new LazyConnectionDataSourceProxy(fixture.dataSource),
				new DelegatingDataSource(fixture.dataSource))) {
			fixture.store.transactionalCommits((name) -> new DataSourceTransactionManager(proxy)).require("");
		}
	}

	@Test
	void managersOfAnotherDatabaseAreNot() {
		StoreFixture fixture = StoreFixture.shared(TestDatabase.H2_MEMORY);
		try (var other = TestDatabase.H2_MEMORY.newPool()) {
			TransactionalCommits commits = fixture.store
				.transactionalCommits((name) -> new DataSourceTransactionManager(other));
			assertThatExceptionOfType(UnusableTransactionManagerException.class).isThrownBy(() -> commits.require(""))
				.withMessageContaining("does not work on the DataSource");
		}
	}

	@Test
	void managersWithReadOnlyConnectionsAreNot() {
		try (var pool = TestDatabase.POSTGRESQL.newPool(); var fixture = new StoreFixture(pool)) {
			DataSource readOnly = new DelegatingDataSource(pool) {

				@Override
				public Connection getConnection() throws SQLException {
					Connection connection = super.getConnection();
					connection.setReadOnly(true);
					return connection;
				}

			};
			TransactionalCommits commits = fixture.store
				.transactionalCommits((name) -> new DataSourceTransactionManager(readOnly));
			assertThatExceptionOfType(UnusableTransactionManagerException.class).isThrownBy(() -> commits.require(""))
				.withMessageContaining("read-only");
		}
	}

	private static PlatformTransactionManager jpa(DataSource dataSource) {
		LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
		factory.setDataSource(dataSource);
		factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
		factory.setManagedTypes(PersistenceManagedTypes.of());
		factory.afterPropertiesSet();
		return new JpaTransactionManager(factory.getObject());
	}

	/**
	 * Writes something of the application.
	 *
	 * @param dataSource where
	 * @param commit what is to be committed along
	 * @param beforeCommit called when all is written
	 */
	private record Work(DataSource dataSource, OwnedCommit commit, Runnable beforeCommit) implements TransactionalWork {

		@Override
		public void run() {
			JdbcClient.create(this.dataSource).sql("insert into effect values ('a')").update();
		}

		@Override
		public void committing() {
			this.beforeCommit.run();
		}

	}

}
