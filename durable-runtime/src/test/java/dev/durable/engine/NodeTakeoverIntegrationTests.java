package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import dev.durable.ActivityLocality;
import dev.durable.engine.PostgresCluster.Node;
import dev.durable.history.ExecutionCompleted;
import dev.durable.history.TaskCompleted;
import dev.durable.test.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two nodes on PostgreSQL, one of which dies or is held still.
 */
@Timeout(90)
class NodeTakeoverIntegrationTests {

	private final PostgresCluster cluster = new PostgresCluster(TestPostgres.shared().newDatabase());

	private final TestCode code = new TestCode().increment();

	private final CountDownLatch secondHalf = new CountDownLatch(1);

	@BeforeEach
	void code() {
		this.code.orchestrator("Steps", Integer.class, (context, input) -> {
			int value = (Integer) input;
			for (int i = 0; i < 10; i++) {
				value = context.callActivity("Increment", value, Integer.class).await();
			}
			return value;
		});
		this.code.activity("Pause", Integer.class, (context, input) -> {
			this.secondHalf.await();
			return input;
		}).orchestrator("Halves", Integer.class, (context, input) -> {
			int value = context.callActivity("Increment", input, Integer.class).await();
			value = context.callActivity("Pause", value, Integer.class).await();
			for (int i = 0; i < 5; i++) {
				value = context.callActivity("Increment", value, Integer.class).await();
			}
			return value;
		});
		this.code.orchestrator("Waits", Integer.class, (context, input) -> {
			int value = context.callActivity("Increment", input, Integer.class).await();
			return value + context.waitForEvent("go", Integer.class).await();
		});
	}

	@AfterEach
	void close() {
		this.cluster.close();
	}

	@Test
	void instancesOfADeadNodeContinueElsewhere() {
		Node first = this.cluster.start("first", this.code);
		Node second = this.cluster.start("second", this.code);
		List<String> ids = start(first, "Waits", 40);
		await().until(() -> this.cluster.recorded(TaskCompleted.class) == 40);
		Long dead = first.id();
		this.cluster.kill(first);
		ids.forEach((id) -> second.client().raiseEvent(id, "go", 1_000));
		for (int i = 0; i < 40; i++) {
			assertThat(PostgresCluster.output(second.client(), ids.get(i))).isEqualTo(String.valueOf(i + 1_001));
			assertThat(this.code.runs(ids.get(i))).isEqualTo(1);
		}
		assertThat(nodes()).doesNotContain(dead).containsExactly(second.id());
		this.cluster.assertRecordedOnce();
	}

	@Test
	void aNodeThatWasHeldStillIsFencedAndJoinsAnew() {
		Node first = this.cluster.start("first", this.code);
		Node second = this.cluster.start("second", this.code);
		List<String> ids = start(first, "Halves", 40);
		await().until(() -> this.cluster.recorded(TaskCompleted.class) == 40);
		first.pause().pause();
		Long former = first.id();
		this.secondHalf.countDown();
		assertCompleted(second, ids, 6);
		assertThat(first.id()).isEqualTo(former);
		assertThat(first.cached()).isEqualTo(40);
		first.pause().goOn();
		await().until(() -> first.id() != null && !first.id().equals(former) && first.cached() == 0);
		assertThat(nodes()).containsExactlyInAnyOrder(first.id(), second.id());
		assertThat(this.cluster.recorded(ExecutionCompleted.class)).isEqualTo(40);
		this.cluster.assertRecordedOnce();
		assertCompleted(first, start(first, "Steps", 5), 10);
	}

	/**
	 * What is handed over takes a transaction of several statements, which can be held
	 * before its end.
	 */
	@Test
	void aNodeThatIsHeldStillWhileItCommitsHoldsNobodyUp() throws Exception {
		this.code
			.activity("Anywhere", Integer.class, ActivityLocality.ANY_NODE, (context, input) -> (Integer) input + 1)
			.orchestrator("HandsOver", Integer.class, (context, input) -> {
				int value = context.callActivity("Increment", input, Integer.class).await();
				value = context.callActivity("Pause", value, Integer.class).await();
				return context.callActivity("Anywhere", value, Integer.class).await();
			});
		Node first = this.cluster.start("first", this.code);
		Node second = this.cluster.start("second", this.code);
		List<String> ids = start(first, "HandsOver", 40);
		await().until(() -> this.cluster.recorded(TaskCompleted.class) == 40);
		Long former = first.id();
		first.pause().pauseAtNextCommit();
		this.secondHalf.countDown();
		first.pause().awaitCommit();
		assertCompleted(second, ids, 2);
		first.pause().goOn();
		await().until(() -> first.id() != null && !first.id().equals(former) && first.cached() == 0);
		assertThat(nodes()).containsExactlyInAnyOrder(first.id(), second.id());
		assertThat(this.cluster.recorded(ExecutionCompleted.class)).isEqualTo(40);
		this.cluster.assertRecordedOnce();
	}

	@Test
	void aNodeThatLostItsInstancesRecordsNothingOfWhatItRan() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		CountDownLatch runningAgain = new CountDownLatch(1);
		CountDownLatch firstIsBack = new CountDownLatch(1);
		TestCode former = new TestCode().activity("Slow", String.class, (context, input) -> {
			running.countDown();
			end.await();
			return "by the first";
		}).orchestrator("Slow", (context, input) -> context.callActivity("Slow", "in", String.class).await());
		TestCode latter = new TestCode().activity("Slow", String.class, (context, input) -> {
			runningAgain.countDown();
			firstIsBack.await();
			return "by the second";
		}).orchestrator("Slow", (context, input) -> context.callActivity("Slow", "in", String.class).await());
		Node first = this.cluster.start("first", former);
		String id = first.client().start("Slow", null);
		running.await();
		Node second = this.cluster.start("second", latter);
		first.pause().pause();
		Long formerId = first.id();
		runningAgain.await();
		end.countDown();
		first.pause().goOn();
		await().until(() -> first.id() != null && !first.id().equals(formerId) && first.cached() == 0);
		assertThat(this.cluster.recorded(TaskCompleted.class)).isZero();
		firstIsBack.countDown();
		assertThat(PostgresCluster.output(first.client(), id)).isEqualTo("\"by the second\"");
		assertThat(nodes()).containsExactlyInAnyOrder(first.id(), second.id());
		this.cluster.assertRecordedOnce();
	}

	/**
	 * A plain turn locks nothing but the node's row, so that row alone keeps a node from
	 * writing what belongs to another one.
	 */
	@Test
	void aNodeWithoutItsRowCommitsNoPlainTurn() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		TestCode former = new TestCode().increment().activity("Slow", Integer.class, (context, input) -> {
			running.countDown();
			end.await();
			return 100;
		});
		CountDownLatch runningAgain = new CountDownLatch(1);
		CountDownLatch firstWasRefused = new CountDownLatch(1);
		TestCode latter = new TestCode().increment().activity("Slow", Integer.class, (context, input) -> {
			runningAgain.countDown();
			firstWasRefused.await();
			return 200;
		});
		for (TestCode both : List.of(former, latter)) {
			both.orchestrator("SlowSteps", (context, input) -> {
				int value = context.callActivity("Slow", 0, Integer.class).await();
				return context.callActivity("Increment", value, Integer.class).await();
			});
		}
		// does not look for work, where it would notice that its row is gone
		Node first = this.cluster.start("first", former,
				PostgresCluster.SETTINGS.withPollInterval(Duration.ofHours(1)));
		String id = first.client().start("SlowSteps", null);
		running.await();
		Long formerId = first.id();
		first.pause().pauseHeartbeat();
		Node second = this.cluster.start("second", latter);
		runningAgain.await();
		assertThat(nodes()).containsExactly(second.id());
		assertThat(first.id()).isEqualTo(formerId);
		end.countDown();
		await().until(() -> first.cached() == 0 || this.cluster.recorded(TaskCompleted.class) > 0);
		assertThat(this.cluster.recorded(TaskCompleted.class)).isZero();
		assertThat(first.cached()).isZero();
		assertThat(owner(id)).isEqualTo(second.id());
		firstWasRefused.countDown();
		assertThat(PostgresCluster.output(second.client(), id)).isEqualTo("201");
		assertThat(former.runs(id)).isOne();
		this.cluster.assertRecordedOnce();
	}

	@Test
	void livingNodesAreNotTakenOver() {
		Node first = this.cluster.start("first", this.code);
		Node second = this.cluster.start("second", this.code);
		List<String> ids = start(first, "Steps", 100);
		ids.addAll(start(second, "Steps", 100));
		for (int i = 0; i < 200; i++) {
			assertThat(PostgresCluster.output(((i % 2 != 0) ? first : second).client(), ids.get(i)))
				.isEqualTo(String.valueOf(i % 100 + 10));
			assertThat(this.code.runs(ids.get(i))).isEqualTo(10);
		}
		assertThat(nodes()).containsExactlyInAnyOrder(first.id(), second.id());
		this.cluster.assertRecordedOnce();
	}

	@Test
	void aStoppedNodeHandsItsInstancesOverAtOnce() {
		Node first = this.cluster.start("first", this.code);
		Node second = this.cluster.start("second", this.code);
		List<String> ids = start(first, "Steps", 100);
		first.engine().stop();
		for (int i = 0; i < 100; i++) {
			assertThat(PostgresCluster.output(second.client(), ids.get(i))).isEqualTo(String.valueOf(i + 10));
			assertThat(this.code.runs(ids.get(i))).isEqualTo(10);
		}
		assertThat(nodes()).containsExactly(second.id());
	}

	private static void assertCompleted(Node node, List<String> ids, int increments) {
		for (int i = 0; i < ids.size(); i++) {
			assertThat(PostgresCluster.output(node.client(), ids.get(i))).isEqualTo(String.valueOf(i + increments));
		}
	}

	private Long owner(String id) {
		return this.cluster.jdbc()
			.sql("select owner_node from durable_instance where instance_id = ?")
			.param(id)
			.query(Long.class)
			.single();
	}

	private Set<Long> nodes() {
		return Set.copyOf(this.cluster.jdbc().sql("select id from durable_node").query(Long.class).list());
	}

	private static List<String> start(Node node, String name, int number) {
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			ids.add(node.client().start(name, i));
		}
		return ids;
	}

}
