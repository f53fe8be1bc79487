package dev.durable.store.jpa;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import com.zaxxer.hikari.HikariDataSource;
import dev.durable.InstanceFinishedException;
import dev.durable.InstanceNotFoundException;
import dev.durable.store.CommitStore;
import dev.durable.store.InboxMessage;
import dev.durable.store.InstanceStore;
import dev.durable.store.NewInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link InstanceStore} in a caller's transaction.
 */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class CallerTransactionIntegrationTests {

	@Parameter
	TestDatabase database;

	private StoreFixture fixture;

	private InstanceStore instances;

	private CommitStore committer;

	private long node;

	private PlatformTransactionManager transactionManager;

	private TransactionTemplate transaction;

	private final List<Object> calls = new ArrayList<>();

	@BeforeEach
	void setUp() {
		this.fixture = StoreFixture.shared(this.database);
		this.instances = this.fixture.store.instances();
		this.committer = this.fixture.store.openCommitter();
		this.node = this.fixture.join();
		this.transactionManager = new JdbcTransactionManager(this.fixture.dataSource);
		this.transaction = new TransactionTemplate(this.transactionManager);
		this.fixture.jdbc.sql("create table if not exists business (id varchar(100) primary key)").update();
		this.fixture.jdbc.sql("delete from business").update();
	}

	@AfterEach
	void tearDown() {
		this.committer.close();
	}

	@Test
	void insertCommitsWithTheCaller() {
		NewInstance start = this.fixture.instance(StoreFixture.uniqueId(), false);
		this.transaction.executeWithoutResult((status) -> {
			assertThat(this.instances.isInCallerTransaction()).isTrue();
			assertThat(this.instances.insert(start, () -> this.calls.add("committed"))).isTrue();
			business("1");
			assertThat(this.calls).isEmpty();
			assertThat(this.instances.find(StoreFixture.HUB, start.instanceId())).isPresent();
			assertThat(elsewhere(() -> this.instances.find(StoreFixture.HUB, start.instanceId()))).isEmpty();
		});
		assertThat(this.calls).containsExactly("committed");
		assertThat(this.fixture.row(start.instanceId()).id()).isEqualTo(start.id());
	}

	@Test
	void insertRollsBackWithTheCaller() {
		NewInstance start = this.fixture.instance(StoreFixture.uniqueId(), false);
		this.transaction.executeWithoutResult((status) -> {
			this.instances.insert(start, () -> this.calls.add("committed"));
			status.setRollbackOnly();
		});
		assertThat(this.calls).isEmpty();
		assertThat(this.instances.find(StoreFixture.HUB, start.instanceId())).isEmpty();
		assertThat(this.fixture.count("history")).isZero();
	}

	@Test
	void aDuplicateIdLeavesTheCallersTransactionUsable() {
		NewInstance first = this.fixture.started(this.committer, this.node);
		NewInstance second = this.fixture.instance(first.instanceId(), false);
		this.transaction.executeWithoutResult((status) -> {
			business("before");
			assertThat(this.instances.insert(second, () -> this.calls.add("committed"))).isFalse();
			business("after");
		});
		assertThat(this.calls).isEmpty();
		assertThat(this.fixture.jdbc.sql("select count(*) from business").query(Integer.class).single()).isEqualTo(2);
	}

	@Test
	void aFinishedInstanceIsReplacedWithTheCallersCommitOnly() {
		NewInstance first = this.fixture.started(this.committer, this.node);
		this.committer.commit(this.node, List.of(StoreFixture.finishing(first.id(), 1)));
		NewInstance second = this.fixture.instance(first.instanceId(), false);
		this.transaction.executeWithoutResult((status) -> {
			assertThat(this.instances.insert(second, () -> {
			})).isTrue();
			status.setRollbackOnly();
		});
		assertThat(this.fixture.row(first.instanceId()).id()).isEqualTo(first.id());
		this.transaction.executeWithoutResult((status) -> this.instances.insert(second, () -> {
		}));
		assertThat(this.fixture.row(first.instanceId()).id()).isEqualTo(second.id());
	}

	@Test
	void messagesAreSentJustBeforeTheCommit() {
		NewInstance later = this.fixture.started(this.committer, this.node);
		NewInstance earlier = this.fixture.started(this.committer, this.node);
		this.transaction.executeWithoutResult((status) -> {
			send(earlier, "a");
			send(later, "b");
			send(earlier, "c");
			assertThat(this.fixture.count("message")).isZero();
			assertThat(this.calls).isEmpty();
		});
		assertThat(this.calls).containsExactly(earlier.id(), later.id(), earlier.id());
		assertThat(names(earlier)).containsExactly("a", "c");
		assertThat(names(later)).containsExactly("b");
	}

	@Test
	void messagesRollBackWithTheCaller() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		this.transaction.executeWithoutResult((status) -> {
			send(instance, "a");
			status.setRollbackOnly();
		});
		assertThat(this.calls).isEmpty();
		assertThat(names(instance)).isEmpty();
		assertThat(this.fixture.row(instance.instanceId()).wakeAt()).isNull();
	}

	@Test
	void messagesAreNotSentIfTheRollbackFails() {
		NewInstance receiver = this.fixture.started(this.committer, this.node);
		TransactionTemplate failing = new TransactionTemplate(new JdbcTransactionManager(this.fixture.dataSource) {

			@Override
			protected void doRollback(DefaultTransactionStatus status) {
				super.doRollback(status);
				throw new TransactionSystemException("The connection was lost");
			}

		});
		assertThatExceptionOfType(TransactionSystemException.class)
			.isThrownBy(() -> failing.executeWithoutResult((status) -> {
				send(receiver, "a");
				status.setRollbackOnly();
			}));
		assertThat(names(receiver)).isEmpty();
	}

	@Test
	void existenceAndStatusAreCheckedAtOnce() {
		NewInstance finished = this.fixture.started(this.committer, this.node);
		this.committer.commit(this.node, List.of(StoreFixture.finishing(finished.id(), 1)));
		this.transaction.executeWithoutResult((status) -> {
			assertThatExceptionOfType(InstanceFinishedException.class).isThrownBy(() -> send(finished, "a"));
			assertThatExceptionOfType(InstanceNotFoundException.class).isThrownBy(() -> this.instances
				.send(StoreFixture.HUB, "nobody", StoreFixture.event("a"), 10, null, (receiver) -> {
				}));
		});
	}

	@Test
	void aReceiverThatFinishesMeanwhileRollsTheCallerBack() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		assertThatExceptionOfType(InstanceFinishedException.class)
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
				business("1");
				send(instance, "a");
				elsewhere(() -> this.committer.commit(this.node, List.of(StoreFixture.finishing(instance.id(), 1))));
			}));
		assertThat(this.fixture.jdbc.sql("select count(*) from business").query(Integer.class).single()).isZero();
		assertThat(this.calls).isEmpty();
	}

	@Test
	void aMessageSentWhileTheCallerCommitsIsNotLost() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		this.transaction.executeWithoutResult(
				(status) -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void beforeCommit(boolean readOnly) {
						send(instance, "a");
					}

				}));
		assertThat(names(instance)).containsExactly("a");
		assertThat(this.calls).containsExactly(instance.id());
	}

	/**
	 * A pool without auto-commit rolls back what nobody has committed.
	 */
	@ParameterizedTest
	@CsvSource({ "beforeCommit,true", "beforeCommit,false", "beforeCompletion,true", "beforeCompletion,false",
			"afterCommit,true", "afterCommit,false", "afterCompletion,true", "afterCompletion,false" })
	void whatIsDoneInACallbackOfTheTransactionIsNotLost(String callback, boolean autoCommit) {
		NewInstance receiver = this.fixture.started(this.committer, this.node);
		NewInstance start = this.fixture.instance(StoreFixture.uniqueId(), false);
		try (HikariDataSource pool = pool(autoCommit); JpaDurableStore store = JpaDurableStore.builder(pool).build()) {
			transaction(pool).executeWithoutResult(
					(status) -> TransactionSynchronizationManager.registerSynchronization(new Callback(callback, () -> {
						assertThat(store.instances().insert(start, () -> this.calls.add(start.id()))).isTrue();
						send(store, receiver, "a");
					})));
		}
		assertThat(this.fixture.row(start.instanceId()).id()).isEqualTo(start.id());
		assertThat(names(receiver)).containsExactly("a");
		assertThat(this.calls).containsExactly(start.id(), receiver.id());
	}

	@ParameterizedTest
	@ValueSource(strings = { "beforeCommit", "afterCommit", "afterCompletion" })
	void aNewTransactionInACallbackIsJoined(String callback) {
		NewInstance receiver = this.fixture.started(this.committer, this.node);
		TransactionTemplate requiresNew = new TransactionTemplate(this.transactionManager);
		requiresNew.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.transaction.executeWithoutResult((status) -> TransactionSynchronizationManager
			.registerSynchronization(new Callback(callback, () -> requiresNew.executeWithoutResult((inner) -> {
				send(receiver, "a");
				inner.setRollbackOnly();
			}))));
		assertThat(names(receiver)).isEmpty();
		assertThat(this.calls).isEmpty();
	}

	/**
	 * Spring takes the transaction that has just been committed for one to participate
	 * in.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aMessageInATransactionThatCannotBeginAnyMoreIsNotLost(boolean autoCommit) {
		NewInstance receiver = this.fixture.started(this.committer, this.node);
		try (HikariDataSource pool = pool(autoCommit); JpaDurableStore store = JpaDurableStore.builder(pool).build()) {
			TransactionTemplate required = transaction(pool);
			required.executeWithoutResult(
					(status) -> TransactionSynchronizationManager.registerSynchronization(new Callback("afterCommit",
							() -> required.executeWithoutResult((inner) -> send(store, receiver, "a")))));
		}
		assertThat(names(receiver)).containsExactly("a");
		assertThat(this.calls).containsExactly(receiver.id());
	}

	@Test
	void whatANestedTransactionSentIsRolledBackWithIt() {
		NewInstance receiver = this.fixture.started(this.committer, this.node);
		NewInstance start = this.fixture.instance(StoreFixture.uniqueId(), false);
		TransactionTemplate nested = new TransactionTemplate(this.transactionManager);
		nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
		this.transaction.executeWithoutResult((status) -> {
			nested.executeWithoutResult((inner) -> {
				this.instances.insert(start, () -> this.calls.add("started"));
				send(start, "to nobody");
				send(receiver, "a");
				inner.setRollbackOnly();
			});
			send(receiver, "b");
			nested.executeWithoutResult((inner) -> send(receiver, "c"));
			nested.executeWithoutResult((inner) -> {
				send(receiver, "d");
				inner.setRollbackOnly();
			});
			send(receiver, "e");
		});
		assertThat(this.instances.find(StoreFixture.HUB, start.instanceId())).isEmpty();
		assertThat(names(receiver)).containsExactly("b", "c", "e");
		assertThat(this.calls).containsExactly(receiver.id(), receiver.id(), receiver.id());
	}

	@Test
	void aRefusedStartDoesNotHoldUpTheInstanceThatRuns() {
		NewInstance running = this.fixture.started(this.committer, this.node);
		NewInstance refused = this.fixture.instance(running.instanceId(), false);
		this.transaction.executeWithoutResult((status) -> {
			assertThat(this.instances.insert(refused, () -> {
			})).isFalse();
			// H2 does not time out here
			assertThat(CompletableFuture
				.runAsync(() -> this.committer.commit(this.node, List.of(StoreFixture.finishing(running.id(), 1)))))
				.succeedsWithin(Duration.ofSeconds(20));
		});
		assertThat(this.fixture.row(running.instanceId()).status().isFinished()).isTrue();
	}

	@Test
	void aFailingCallbackOfTheApplicationDoesNotSwallowOurs() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		assertThatIllegalStateException().isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCommit() {
					throw new IllegalStateException("application");
				}

			});
			this.instances.insert(this.fixture.instance(StoreFixture.uniqueId(), false),
					() -> this.calls.add("committed"));
			send(instance, "a");
		})).withMessage("application");
		assertThat(this.calls).containsExactly("committed", instance.id());
	}

	@Test
	void aSuspendedTransactionKeepsItsMessages() {
		NewInstance outer = this.fixture.started(this.committer, this.node);
		NewInstance inner = this.fixture.started(this.committer, this.node);
		TransactionTemplate requiresNew = new TransactionTemplate(this.transactionManager);
		requiresNew.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.transaction.executeWithoutResult((status) -> {
			send(outer, "a");
			requiresNew.executeWithoutResult((other) -> send(inner, "b"));
			assertThat(this.calls).containsExactly(inner.id());
			status.setRollbackOnly();
		});
		assertThat(names(inner)).containsExactly("b");
		assertThat(names(outer)).isEmpty();
	}

	@Test
	void engineTransactionsDoNotJoinTheCaller() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		this.transaction.executeWithoutResult((status) -> {
			this.committer.commit(this.node, List.of(StoreFixture.plain(instance.id(), 1)));
			assertThat(this.fixture.store.nodes().join("other")).isPositive();
			status.setRollbackOnly();
		});
		assertThat(this.instances.history(StoreFixture.HUB, instance.instanceId())).hasSize(2);
		assertThat(this.fixture.store.nodes().nodes()).hasSize(2);
	}

	@Test
	void anotherActiveTransactionIsAnErrorThatNamesTheRemedy() {
		TransactionTemplate other = new TransactionTemplate(new OtherTransactionManager());
		NewInstance start = this.fixture.instance(StoreFixture.uniqueId(), false);
		other.executeWithoutResult((status) -> {
			assertThatIllegalStateException().isThrownBy(() -> this.instances.isInCallerTransaction())
				.withMessageContaining("NOT_SUPPORTED");
			assertThatIllegalStateException().isThrownBy(() -> this.instances.insert(start, () -> {
			}));
			// Spring binds the connection of this access to the other transaction
			business("1");
			assertThatIllegalStateException().isThrownBy(() -> this.instances.insert(start, () -> {
			}));
			assertThat(this.instances.find(StoreFixture.HUB, start.instanceId())).isEmpty();
		});
	}

	@Test
	void aConnectionThatAnAccessBoundToAnotherTransactionIsNotJoinedEvenWithoutAutoCommit() {
		NewInstance start = this.fixture.instance(StoreFixture.uniqueId(), false);
		try (HikariDataSource pool = pool(false); JpaDurableStore store = JpaDurableStore.builder(pool).build()) {
			new TransactionTemplate(new OtherTransactionManager()).executeWithoutResult((status) -> {
				JdbcClient.create(pool).sql("select count(*) from business").query(Integer.class).single();
				assertThatIllegalStateException().isThrownBy(() -> store.instances().insert(start, () -> {
				})).withMessageContaining("NOT_SUPPORTED");
			});
		}
	}

	@Test
	void aTransactionOfAProxyOfTheDataSourceIsJoined() {
		var pool = this.fixture.dataSource;
		for (var proxy : List.of(new LazyConnectionDataSourceProxy(pool), new DelegatingDataSource(pool),
				new TransactionAwareDataSourceProxy(new LazyConnectionDataSourceProxy(pool)))) {
			NewInstance start = this.fixture.instance(StoreFixture.uniqueId(), false);
			new TransactionTemplate(new JdbcTransactionManager(proxy)).executeWithoutResult((status) -> {
				assertThat(this.instances.isInCallerTransaction()).isTrue();
				this.instances.insert(start, () -> {
				});
				status.setRollbackOnly();
			});
			assertThat(this.instances.find(StoreFixture.HUB, start.instanceId())).isEmpty();
		}
	}

	@Test
	void aStoreOnATransactionAwareProxyDoesNotJoinWithItsOwnTransactions() {
		var proxy = new TransactionAwareDataSourceProxy(this.fixture.dataSource);
		try (JpaDurableStore store = JpaDurableStore.builder(proxy).build()) {
			this.transaction.executeWithoutResult((status) -> {
				business("1");
				assertThat(store.instances().isInCallerTransaction()).isTrue();
				store.nodes().join("own");
				status.setRollbackOnly();
			});
			assertThat(store.nodes().nodes()).extracting("name").contains("own");
			assertThat(this.fixture.jdbc.sql("select count(*) from business").query(Integer.class).single()).isZero();
		}
	}

	private void business(String id) {
		this.fixture.jdbc.sql("insert into business values (?)").param(id).update();
	}

	private HikariDataSource pool(boolean autoCommit) {
		HikariDataSource pool = TestDatabase.pool(((HikariDataSource) this.fixture.dataSource).getJdbcUrl());
		pool.setAutoCommit(autoCommit);
		return pool;
	}

	private static TransactionTemplate transaction(HikariDataSource pool) {
		return new TransactionTemplate(new JdbcTransactionManager(pool));
	}

	private void send(NewInstance receiver, String name) {
		send(this.fixture.store, receiver, name);
	}

	private void send(JpaDurableStore store, NewInstance receiver, String name) {
		store.instances()
			.send(StoreFixture.HUB, receiver.instanceId(), StoreFixture.event(name), 10, null,
					(to) -> this.calls.add(to.id()));
	}

	private List<String> names(NewInstance instance) {
		return this.fixture.store.claims()
			.inbox(List.of(instance.id()), 10)
			.getOrDefault(instance.id(), List.of())
			.stream()
			.map(InboxMessage::message)
			.map((message) -> message.name())
			.toList();
	}

	private static <T> T elsewhere(Supplier<T> action) {
		return CompletableFuture.supplyAsync(action).join();
	}

	/**
	 * Runs something in one of the callbacks of a transaction.
	 */
	private record Callback(String name, Runnable action) implements TransactionSynchronization {

		@Override
		public void beforeCommit(boolean readOnly) {
			run("beforeCommit");
		}

		@Override
		public void beforeCompletion() {
			run("beforeCompletion");
		}

		@Override
		public void afterCommit() {
			run("afterCommit");
		}

		@Override
		public void afterCompletion(int status) {
			run("afterCompletion");
		}

		private void run(String callback) {
			if (callback.equals(this.name)) {
				this.action.run();
			}
		}

	}

	/**
	 * A transaction manager of something that is no database.
	 */
	@SuppressWarnings("serial")
	static class OtherTransactionManager extends AbstractPlatformTransactionManager {

		@Override
		protected Object doGetTransaction() {
			return new Object();
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

	}

}
