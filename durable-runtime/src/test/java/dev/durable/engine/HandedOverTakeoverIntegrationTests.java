package dev.durable.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import dev.durable.ActivityLocality;
import dev.durable.engine.PostgresCluster.Node;
import dev.durable.history.TaskCompleted;
import dev.durable.test.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Nodes on PostgreSQL that die or are held still while activities of others run on them.
 */
@Timeout(90)
class HandedOverTakeoverIntegrationTests {

	private final PostgresCluster cluster = new PostgresCluster(TestPostgres.shared().newDatabase());

	private final CountDownLatch blockerRuns = new CountDownLatch(1);

	private final CountDownLatch unblock = new CountDownLatch(1);

	private final CountDownLatch slowRuns = new CountDownLatch(1);

	private final CountDownLatch endOfFirstRun = new CountDownLatch(1);

	/**
	 * The nodes on which the slow activity began, in order.
	 */
	private final List<String> runs = new CopyOnWriteArrayList<>();

	private final Map<String, Node> nodes = new HashMap<>();

	@AfterEach
	void close() {
		this.endOfFirstRun.countDown();
		this.unblock.countDown();
		this.cluster.close();
	}

	@Test
	void anActivityWhoseNodeDiesRunsElsewhere() throws Exception {
		Node owner = startOwner();
		startExecutor("second");
		startExecutor("third");
		String id = owner.client().start("Slow", null);
		this.slowRuns.await();
		this.cluster.kill(this.nodes.get(this.runs.get(0)));
		assertThat(PostgresCluster.output(owner.client(), id)).isEqualTo("\"by the " + this.runs.get(1) + "\"");
		assertThat(this.runs).containsExactlyInAnyOrder("second", "third");
		assertThat(this.cluster.recorded(TaskCompleted.class)).isEqualTo(1);
	}

	@Test
	void anActivityGoesOnWhenTheOwnerOfItsInstanceDies() throws Exception {
		Node owner = startOwner();
		Node second = startExecutor("second");
		String id = owner.client().start("Slow", null);
		this.slowRuns.await();
		Long dead = owner.id();
		this.cluster.kill(owner);
		await().until(() -> !nodeIds().contains(dead));
		this.endOfFirstRun.countDown();
		assertThat(PostgresCluster.output(second.client(), id)).isEqualTo("\"by the second\"");
		assertThat(this.runs).containsExactly("second");
	}

	@Test
	void theResultOfANodeThatWasTakenForDeadIsDropped() throws Exception {
		Node owner = startOwner();
		startExecutor("second");
		startExecutor("third");
		String id = owner.client().start("Slow", null);
		this.slowRuns.await();
		Node held = this.nodes.get(this.runs.get(0));
		Long former = held.id();
		held.pause().pause();
		this.endOfFirstRun.countDown();
		assertThat(PostgresCluster.output(owner.client(), id)).isEqualTo("\"by the " + this.runs.get(1) + "\"");
		held.pause().goOn();
		await().until(() -> held.id() != null && !held.id().equals(former));
		assertThat(this.runs).hasSize(2);
		assertThat(this.cluster.recorded(TaskCompleted.class)).isEqualTo(1);
		await().until(() -> this.cluster.jdbc()
			.sql("select count(*) from durable_message")
			.query(Integer.class)
			.single() == 0);
	}

	@Test
	void aClaimThatANodeDoesNotKnowOfIsGivenBack() throws Exception {
		Node owner = startOwner();
		Node second = startExecutor("second");
		this.cluster.jdbc().sql("""
				insert into durable_instance (id, task_hub, instance_id, name, version, generation, runtime_status,
					created_at, owner_node, leftover)
				values (-1, 'default', 'x', 'Slow', '', 0, 'RUNNING', now(), null, false)""").update();
		this.cluster.jdbc().sql("""
				insert into durable_activity
					(instance, generation, task_id, attempt, task_hub, name, due_at, owner_node)
				values (-1, 0, 1, 1, 'default', 'Slow', now(), ?)""").param(second.id()).update();
		this.slowRuns.await();
		assertThat(this.runs).containsExactly("second");
		assertThat(owner.id()).isNotNull();
	}

	/**
	 * Start a node whose only worker is busy for as long as it lives.
	 */
	private Node startOwner() throws InterruptedException {
		TestCode code = slow("first").activity("Block", Void.class, ActivityLocality.LOCAL, (context, input) -> {
			this.blockerRuns.countDown();
			this.unblock.await();
			return null;
		});
		Node node = this.cluster.start("first", code, PostgresCluster.SETTINGS.withConcurrency(100, 1));
		this.nodes.put("first", node);
		node.client().start("Block", null);
		this.blockerRuns.await();
		return node;
	}

	private Node startExecutor(String name) {
		TestCode code = slow(name).activity("Block", Void.class, (context, input) -> null);
		Node node = this.cluster.start(name, code);
		this.nodes.put(name, node);
		return node;
	}

	/**
	 * Code with an activity whose first run lasts, while later ones end at once.
	 */
	private TestCode slow(String node) {
		return new TestCode().activity("Slow", Void.class, ActivityLocality.ANY_NODE, (context, input) -> {
			this.runs.add(node);
			this.slowRuns.countDown();
			if (this.runs.size() == 1) {
				this.endOfFirstRun.await();
			}
			return "by the " + node;
		})
			.orchestrator("Slow", (context, input) -> context.callActivity("Slow", null, String.class).await())
			.orchestrator("Block", (context, input) -> context.callActivity("Block", null, Void.class).await());
	}

	private List<Long> nodeIds() {
		return this.cluster.jdbc().sql("select id from durable_node").query(Long.class).list();
	}

}
