package dev.durable.store.jpa;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import com.zaxxer.hikari.HikariDataSource;
import dev.durable.store.CommitStore;
import dev.durable.store.InboxMessage;
import dev.durable.store.NewInstance;
import dev.durable.store.TurnRow;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.awaitility.Awaitility.await;

/**
 * Two nodes, each with a store and a pool of its own, on one new PostgreSQL database. The
 * first node's pool has an isolation that would defeat the protocol if it were used.
 */
final class PostgresCluster implements AutoCloseable {

	final HookedDataSource firstDataSource;

	final StoreFixture first;

	final StoreFixture second;

	final CommitStore firstCommitter;

	final CommitStore secondCommitter;

	final long firstNode;

	final long secondNode;

	private final HikariDataSource firstPool;

	PostgresCluster(Duration lockTimeout) {
		this(TestDatabase.POSTGRESQL.newUrl(), lockTimeout);
	}

	PostgresCluster(String url, Duration lockTimeout) {
		this.firstPool = TestDatabase.pool(url);
		this.firstPool.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
		this.firstDataSource = new HookedDataSource(this.firstPool);
		this.first = new StoreFixture(this.firstDataSource, Duration.ofSeconds(40), lockTimeout);
		this.second = new StoreFixture(TestDatabase.pool(url), Duration.ofSeconds(40), lockTimeout);
		this.firstCommitter = this.first.store.openCommitter();
		this.secondCommitter = this.second.store.openCommitter();
		this.firstNode = this.first.join();
		this.secondNode = this.second.join();
	}

	JdbcClient jdbc() {
		return this.second.jdbc;
	}

	/**
	 * Return transactions of an application on the second node's pool.
	 */
	TransactionTemplate application() {
		return new TransactionTemplate(new JdbcTransactionManager(this.second.dataSource));
	}

	NewInstance startedByFirst() {
		return this.first.started(this.firstCommitter, this.firstNode);
	}

	NewInstance inserted() {
		NewInstance instance = this.first.instance(StoreFixture.uniqueId(), false);
		this.first.store.instances().insert(instance, () -> {
		});
		return instance;
	}

	List<Long> claim(StoreFixture fixture, long node) {
		return fixture.store.claims().claim(node, StoreFixture.HUB, Set.of(StoreFixture.CODE), 100).taken();
	}

	static void send(StoreFixture fixture, NewInstance receiver, String name) {
		fixture.store.instances()
			.send(StoreFixture.HUB, receiver.instanceId(), StoreFixture.event(name), 1000, null, (to) -> {
			});
	}

	List<String> inbox(NewInstance instance) {
		return this.second.store.claims()
			.inbox(Set.of(instance.id()), 100)
			.getOrDefault(instance.id(), List.of())
			.stream()
			.map(InboxMessage::message)
			.map((message) -> message.name())
			.toList();
	}

	List<TurnRow> history(NewInstance instance) {
		return this.second.store.instances().history(StoreFixture.HUB, instance.instanceId());
	}

	/**
	 * Wait until some session waits for a lock.
	 */
	void awaitBlocked() {
		awaitBlocked(1);
	}

	/**
	 * Wait until a number of sessions wait for locks.
	 */
	void awaitBlocked(int sessions) {
		await().atMost(Duration.ofSeconds(10)).until(() -> blocked() >= sessions);
	}

	boolean isBlocked() {
		return blocked() > 0;
	}

	private int blocked() {
		return this.second.jdbc.sql("""
				select count(*) from pg_stat_activity
				where datname = current_database() and wait_event_type = 'Lock'
				""").query(Integer.class).single();
	}

	static <T> CompletableFuture<T> async(Supplier<T> action) {
		return CompletableFuture.supplyAsync(action, (task) -> new Thread(task).start());
	}

	static CompletableFuture<Void> run(Runnable action) {
		return CompletableFuture.runAsync(action, (task) -> new Thread(task).start());
	}

	@Override
	public void close() {
		this.firstCommitter.close();
		this.secondCommitter.close();
		this.first.close();
		this.firstPool.close();
		this.second.close();
	}

}
