package dev.durable.store.jpa;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.store.CommitStore;
import dev.durable.store.HandedOverActivity;
import dev.durable.store.InstanceChange;
import dev.durable.store.InstanceCommit;
import dev.durable.store.InstanceRow;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import dev.durable.store.NewInstance;
import dev.durable.store.OrchestratorName;
import dev.durable.store.OutgoingMessage;
import dev.durable.store.ParentLink;
import dev.durable.store.TurnRow;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A store on a database of its own, and short ways to say what tests want of it.
 */
final class StoreFixture implements AutoCloseable {

	static final String HUB = "hub";

	static final OrchestratorName CODE = new OrchestratorName("Order", "1");

	private static final Map<TestDatabase, StoreFixture> SHARED = new ConcurrentHashMap<>();

	private static final AtomicLong UNIQUE = new AtomicLong();

	final DataSource dataSource;

	final JpaDurableStore store;

	final JdbcClient jdbc;

	StoreFixture(DataSource dataSource) {
		this(dataSource, Duration.ofSeconds(10), Duration.ofMillis(300));
	}

	StoreFixture(DataSource dataSource, Duration nodeTimeout, Duration lockTimeout) {
		this.dataSource = dataSource;
		this.store = JpaDurableStore.builder(dataSource).nodeTimeout(nodeTimeout).lockTimeout(lockTimeout).build();
		this.jdbc = JdbcClient.create(dataSource);
	}

	/**
	 * Return the store that all tests of a database share, without rows.
	 */
	static StoreFixture shared(TestDatabase database) {
		StoreFixture fixture = SHARED.computeIfAbsent(database, (key) -> new StoreFixture(key.newPool()));
		for (String table : List.of("node", "instance", "history", "message", "activity")) {
			fixture.jdbc.sql("delete from durable_" + table).update();
		}
		return fixture;
	}

	static Instant now() {
		return Instant.now().truncatedTo(ChronoUnit.MICROS);
	}

	static String uniqueId() {
		return "order-" + UNIQUE.incrementAndGet();
	}

	long join() {
		return this.store.nodes().join("test");
	}

	NewInstance instance(String instanceId, boolean owned) {
		return new NewInstance(this.store.newInstanceId(), HUB, instanceId, CODE.name(), CODE.version(), owned, now(),
				null, null, TraceContext.NONE, Map.of(), "[\"input\"]");
	}

	NewInstance child(String instanceId, ParentLink parent) {
		NewInstance instance = instance(instanceId, false);
		return new NewInstance(instance.id(), HUB, instanceId, instance.name(), instance.version(), false,
				instance.createdAt(), null, parent, instance.trace(), instance.tags(), instance.events());
	}

	/**
	 * Start an instance that a node owns.
	 */
	NewInstance started(CommitStore committer, long node) {
		NewInstance instance = instance(uniqueId(), true);
		committer.commit(node, List.of(InstanceCommit.start(instance)));
		return instance;
	}

	InstanceRow row(String instanceId) {
		return this.store.instances().find(HUB, instanceId).orElseThrow().row();
	}

	int count(String table) {
		return this.jdbc.sql("select count(*) from durable_" + table).query(Integer.class).single();
	}

	static TurnRow turn(long instance, int number) {
		return new TurnRow(instance, 0, number, now(), "[\"turn %d\"]".formatted(number));
	}

	static InstanceCommit plain(long instance, int number) {
		return InstanceCommit.turn(instance, List.of(turn(instance, number)), null, List.of(), List.of(), List.of());
	}

	/**
	 * A turn that changes its instance and has a message to children, of which there are
	 * none, so that it takes a transaction of several statements.
	 */
	static InstanceCommit changing(long instance, int number) {
		InstanceChange change = new InstanceChange(RuntimeStatus.RUNNING, 0, "1", now());
		return InstanceCommit.turn(instance, List.of(turn(instance, number)), change, List.of(), List.of(), List.of())
			.withMessageToChildren(event("to no child"));
	}

	static InstanceCommit consuming(long instance, int number, Long... messages) {
		return InstanceCommit.turn(instance, List.of(turn(instance, number)), null, Arrays.asList(messages), List.of(),
				List.of());
	}

	static InstanceCommit sending(long instance, int number, OutgoingMessage... sent) {
		return InstanceCommit.turn(instance, List.of(turn(instance, number)), null, List.of(), Arrays.asList(sent),
				List.of());
	}

	static InstanceCommit creating(long instance, int number, NewInstance... children) {
		return InstanceCommit.turn(instance, List.of(turn(instance, number)), null, List.of(), List.of(),
				Arrays.asList(children));
	}

	static InstanceCommit finishing(long instance, int number, OutgoingMessage... sent) {
		InstanceChange change = new InstanceChange(RuntimeStatus.COMPLETED, 0, null, now());
		return InstanceCommit.turn(instance, List.of(turn(instance, number)), change, List.of(), Arrays.asList(sent),
				List.of());
	}

	/**
	 * A turn that hands activities over.
	 */
	static InstanceCommit handingOver(long instance, int number, HandedOverActivity... activities) {
		return InstanceCommit.turn(instance, List.of(turn(instance, number)), null, List.of(), List.of(), List.of(),
				Arrays.asList(activities));
	}

	static HandedOverActivity activity(long instance, int taskId) {
		return activity(instance, 0, taskId, "Charge", now().minusSeconds(100 - taskId));
	}

	static HandedOverActivity activity(long instance, int generation, int taskId, String name, Instant dueAt) {
		return new HandedOverActivity(instance, generation, taskId, 1, HUB, name, dueAt, "{\"task\":" + taskId + "}",
				new TraceContext("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=b"));
	}

	static Message event(String name) {
		return new Message(MessageKind.EVENT, name, 0, 0, "{\"a\":1}");
	}

	@Override
	public void close() {
		this.store.close();
		if (this.dataSource instanceof HikariDataSource pool) {
			pool.close();
		}
	}

}
