package dev.durable.engine;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.durable.engine.PostgresCluster.Node;
import dev.durable.history.TaskCompleted;
import dev.durable.test.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two nodes on PostgreSQL, one of which is taken over while it runs a transactional
 * activity.
 */
@Timeout(90)
class TransactionalTakeoverIntegrationTests {

	private final PostgresCluster cluster = new PostgresCluster(TestPostgres.shared().newDatabase());

	private final CountDownLatch entered = new CountDownLatch(1);

	private final CountDownLatch goOn = new CountDownLatch(1);

	private final AtomicBoolean once = new AtomicBoolean();

	private volatile Node first;

	private volatile Node second;

	@BeforeEach
	void setUp() {
		this.cluster.jdbc().sql("create table effect (text varchar(100))").update();
	}

	@AfterEach
	void close() {
		this.goOn.countDown();
		this.cluster.close();
	}

	@Test
	void aNodeThatIsTakenOverWhileTheCodeRunsLeavesNothing() throws Exception {
		TestCode former = code("first", () -> {
			this.entered.countDown();
			this.goOn.await();
		});
		this.first = this.cluster.start("first", former);
		String id = this.first.client().start("Writes", null);
		this.entered.await();
		this.second = this.cluster.start("second", code("second", () -> {
		}));
		this.first.pause().pause();
		Long formerId = this.first.id();
		assertThat(PostgresCluster.output(this.second.client(), id)).isEqualTo("\"second\"");
		this.goOn.countDown();
		this.first.pause().goOn();
		await().until(() -> this.first.id() != null && !this.first.id().equals(formerId)
				&& this.first.engine().services().load().running() == 0);
		assertWrittenOnce("second");
	}

	@Test
	void aNodeThatDiesBetweenItsWritesAndTheCommitLeavesNothing() throws Exception {
		this.first = this.cluster.start("first", code("first", () -> {
		}));
		this.first.transactions().beforeCommit(this::dieOnce);
		String id = this.first.client().start("Writes", null);
		this.entered.await();
		this.second = this.cluster.start("second", code("second", () -> {
		}));
		assertThat(PostgresCluster.output(this.second.client(), id)).isEqualTo("\"second\"");
		assertWrittenOnce("second");
	}

	@Test
	void aNodeThatDiesRightAfterTheCommitHasDoneIt() throws Exception {
		this.first = this.cluster.start("first", code("first", () -> {
		}));
		this.first.transactions().afterCommit(() -> {
			dieOnce();
			this.first.pause().pass();
		});
		String id = this.first.client().start("Writes", null);
		this.entered.await();
		this.second = this.cluster.start("second", code("second", () -> {
		}));
		assertThat(PostgresCluster.output(this.second.client(), id)).isEqualTo("\"first\"");
		assertWrittenOnce("first");
	}

	private void dieOnce() {
		if (this.once.compareAndSet(false, true)) {
			this.cluster.kill(this.first);
			this.entered.countDown();
		}
	}

	private void assertWrittenOnce(String text) {
		assertThat(this.cluster.jdbc().sql("select text from effect").query(String.class).list())
			.isEqualTo(List.of(text));
		assertThat(this.cluster.recorded(TaskCompleted.class)).isEqualTo(2);
		this.cluster.assertRecordedOnce();
	}

	private TestCode code(String node, Interruption interruption) {
		return new TestCode().transactionalActivity("Write", Void.class, (context, input) -> {
			Node here = (!node.equals("first")) ? this.second : this.first;
			JdbcClient.create(here.pool()).sql("insert into effect values (?)").param(node).update();
			interruption.run();
			return node;
		}).increment().orchestrator("Writes", (context, input) -> {
			String written = context.callActivity("Write", null, String.class).await();
			context.callActivity("Increment", 1, Integer.class).await();
			return written;
		});
	}

	/**
	 * What comes between the writes of an activity and its end.
	 */
	@FunctionalInterface
	private interface Interruption {

		void run() throws Exception;

	}

}
