package dev.durable.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import dev.durable.ActivityContext;
import dev.durable.ActivityOptions;
import dev.durable.OrchestrationContext;
import dev.durable.RetryPolicy;
import dev.durable.RuntimeStatus;
import dev.durable.StartOptions;
import dev.durable.SubOrchestrationOptions;
import dev.durable.TaskFailedException;
import dev.durable.history.EventRaised;
import dev.durable.history.Incident;
import dev.durable.history.RecordedEvent;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.history.TaskScheduled;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Engine contract: activities that commit with their results.
 */
class TransactionalActivityIntegrationTests extends EngineContractTests {

	private static final Duration LONG = Duration.ofMinutes(5);

	private HookedTransactionManager manager;

	private String id;

	private final CountDownLatch entered = new CountDownLatch(1);

	private final CountDownLatch goOn = new CountDownLatch(1);

	@BeforeEach
	void setUp() {
		this.id = "order of " + taskHub();
		this.manager = new HookedTransactionManager(dataSource());
		jdbc().sql("create table if not exists effect (instance varchar(100), text varchar(100))").update();
		this.code.transactionalActivity("Write", String.class, (context, input) -> write(context, input));
		this.code.activity("Plain", String.class, (context, input) -> "plain " + input);
		this.code.orchestrator("Writes", String.class,
				(context, input) -> context.callActivity("Write", input, String.class).await());
		this.code.transactionalActivity("Slow", String.class, (context, input) -> {
			String written = write(context, input);
			this.entered.countDown();
			await(this.goOn);
			return written;
		});
		this.code.orchestrator("Slow", String.class,
				(context, input) -> context.callActivity("Slow", input, String.class).await());
	}

	@AfterEach
	void goOn() {
		this.goOn.countDown();
	}

	@Override
	PlatformTransactionManager transactionManager() {
		return this.manager;
	}

	@Test
	void writesAndResultCommitTogether() {
		AtomicLong together = new AtomicLong(-1);
		AtomicInteger isolation = new AtomicInteger();
		this.manager.beforeCommit(() -> together.compareAndSet(-1,
				CompletableFuture.supplyAsync(() -> effects() + recorded(this.id, TaskCompleted.class)).join()));
		this.code.transactionalActivity("Look", Void.class, (context, input) -> {
			isolation.set(jdbcIsolation());
			return null;
		});
		this.code.orchestrator("Looks", String.class, (context, input) -> {
			String written = context.callActivity("Write", input, String.class).await();
			context.callActivity("Look", null, Void.class).await();
			return written;
		});
		startEngine();
		client().start("Looks", "a", StartOptions.instanceId(this.id));
		assertThat(output(this.id)).isEqualTo("\"wrote a\"");
		assertThat(together).as("seen by others before the commit").hasValue(0);
		assertThat(effects()).isOne();
		assertThat(isolation).hasValue(Connection.TRANSACTION_READ_COMMITTED);
		assertThat(this.code.runs(this.id)).isEqualTo(2);
	}

	@Test
	void anActivityThatFailsLeavesNothingAndIsRetried() {
		this.code.transactionalActivity("Fails", String.class, (context, input) -> {
			write(context, input);
			if (context.attempt() < 3) {
				throw new IllegalStateException("not yet");
			}
			return "at last";
		});
		this.code.orchestrator("Retries", String.class,
				(context, input) -> context
					.callActivity("Fails", input, String.class,
							ActivityOptions.retry(RetryPolicy.of(3, Duration.ofMillis(1))))
					.await());
		startEngine();
		client().start("Retries", "a", StartOptions.instanceId(this.id));
		assertThat(output(this.id)).isEqualTo("\"at last\"");
		assertThat(effects()).isOne();
		assertThat(recorded(this.id, TaskFailed.class)).isEqualTo(2);
	}

	@Test
	void whatTheCodeHasMadeOfItsThreadDoesNotKeepItFromCommitting() {
		this.code.transactionalActivity("Interrupts", String.class, (context, input) -> {
			String written = write(context, input);
			Thread.currentThread().interrupt();
			return written;
		});
		this.code.orchestrator("Interrupts", String.class,
				(context, input) -> context.callActivity("Interrupts", input, String.class).await());
		startEngine();
		client().start("Interrupts", "a", StartOptions.instanceId(this.id));
		assertThat(output(this.id)).isEqualTo("\"wrote a\"");
		assertThat(effects()).isOne();
		assertThat(this.code.runs(this.id)).isOne();
	}

	@Test
	void aTransactionMarkedForRollbackIsAFailure() {
		this.code.transactionalActivity("Marks", String.class, (context, input) -> {
			write(context, input);
			new TransactionTemplate(this.manager).executeWithoutResult((status) -> status.setRollbackOnly());
			return "useless";
		});
		this.code.orchestrator("Marks", String.class, (context, input) -> failureOf("Marks", context, input));
		startEngine();
		client().start("Marks", "a", StartOptions.instanceId(this.id));
		assertThat(output(this.id)).contains("UnexpectedRollbackException");
		assertThat(effects()).isZero();
	}

	@Test
	void whatFailsBeforeTheApplicationsCommitIsAFailure() {
		this.code.transactionalActivity("FailsLate", String.class, (context, input) -> {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void beforeCommit(boolean readOnly) {
					throw new IllegalArgumentException("refused late");
				}

			});
			return write(context, input);
		});
		this.code.orchestrator("FailsLate", String.class, (context, input) -> failureOf("FailsLate", context, input));
		startEngine();
		client().start("FailsLate", "a", StartOptions.instanceId(this.id));
		assertThat(output(this.id)).contains("refused late");
		assertThat(effects()).isZero();
	}

	@Test
	void whatFailsAfterTheApplicationsCommitDoesNotChangeIt() {
		this.code.transactionalActivity("FailsAfterwards", String.class, (context, input) -> {
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCommit() {
					throw new IllegalArgumentException("too late");
				}

			});
			return write(context, input);
		});
		this.code.orchestrator("FailsAfterwards", String.class,
				(context, input) -> context.callActivity("FailsAfterwards", input, String.class).await());
		startEngine();
		client().start("FailsAfterwards", "a", StartOptions.instanceId(this.id));
		assertThat(output(this.id)).isEqualTo("\"wrote a\"");
		assertThat(effects()).isOne();
		assertThat(this.code.runs(this.id)).isOne();
	}

	@Test
	void aConnectionLostBeforeTheCommitRunsItAgain() {
		AtomicBoolean lost = new AtomicBoolean();
		this.manager.beforeCommit(() -> {
			if (lost.compareAndSet(false, true)) {
				this.manager.loseConnection();
			}
		});
		startEngine();
		client().start("Writes", "a", StartOptions.instanceId(this.id));
		assertThat(output(this.id)).isEqualTo("\"wrote a\"");
		assertThat(effects()).isOne();
		assertThat(this.code.runs(this.id)).isEqualTo(2);
		assertThat(recorded(this.id, TaskFailed.class)).isZero();
	}

	@Test
	void aCommitWhoseAnswerIsLostIsFoundOut() {
		AtomicBoolean lost = new AtomicBoolean();
		this.manager.afterCommit(() -> {
			if (lost.compareAndSet(false, true)) {
				this.manager.loseAnswer();
			}
		});
		this.code.orchestrator("WritesTwice", String.class, (context, input) -> {
			context.callActivity("Write", input, String.class).await();
			return context.callActivity("Plain", "end", String.class).await();
		});
		startEngine();
		client().start("WritesTwice", "a", StartOptions.instanceId(this.id));
		assertThat(output(this.id)).isEqualTo("\"plain end\"");
		assertThat(lost).isTrue();
		assertThat(effects()).isOne();
		assertThat(this.code.runs(this.id)).isEqualTo(2);
	}

	@Test
	void aCommitThatIsRefusedBecauseOfDataIsAFailure() {
		this.manager.beforeCommit(() -> {
			throw new DataIntegrityViolationException("refused at the commit", new SQLException("Duplicate", "23505"));
		});
		this.code.orchestrator("Refused", String.class, (context, input) -> failureOf("Write", context, input));
		startEngine();
		client().start("Refused", "a", StartOptions.instanceId(this.id));
		assertThat(output(this.id)).contains("refused at the commit");
		assertThat(effects()).isZero();
		assertThat(this.code.runs(this.id)).isOne();
	}

	@Test
	void aLockThatIsHeldForLongRunsItAgainAndIsNoFailedAttempt() {
		startEngine();
		TransactionTemplate other = new TransactionTemplate(new HookedTransactionManager(dataSource()));
		client().start("Slow", "a", StartOptions.instanceId(this.id));
		await(this.entered);
		other.executeWithoutResult((status) -> {
			jdbc().sql("select id from durable_instance where instance_id = ? for update")
				.param(this.id)
				.query(Long.class)
				.list();
			this.goOn.countDown();
			await(() -> this.code.runs(this.id) > 1);
		});
		assertThat(output(this.id)).isEqualTo("\"wrote a\"");
		assertThat(effects()).isOne();
		assertThat(recorded(this.id, TaskFailed.class)).isZero();
	}

	@Test
	void aTurnThatIsThereAlreadyRollsTheActivityBack() {
		startEngine();
		client().start("Slow", "a", StartOptions.instanceId(this.id));
		await(this.entered);
		jdbc().sql("""
				insert into durable_history (instance, generation, turn, recorded_at, events)
				select id, 0, 2, created_at, '[]' from durable_instance where instance_id = ?""")
			.param(this.id)
			.update();
		this.goOn.countDown();
		assertThat(output(this.id)).isEqualTo("\"wrote a\"");
		assertThat(effects()).isOne();
		assertThat(this.code.runs(this.id)).isEqualTo(2);
	}

	/**
	 * As a failover to a standby that lags behind does.
	 */
	@Test
	void aTurnThatTheDatabaseHasLostIsNotBuiltOn() {
		startEngine();
		client().start("Slow", "a", StartOptions.instanceId(this.id));
		await(this.entered);
		jdbc().sql("""
				delete from durable_history where turn = 1
				and instance = (select id from durable_instance where instance_id = ?)""").param(this.id).update();
		this.goOn.countDown();
		assertThat(output(this.id)).isEqualTo("\"wrote a\"");
		assertThat(effects()).isOne();
		assertThat(this.code.runs(this.id)).isEqualTo(2);
		assertThat(recorded(this.id, TaskScheduled.class)).isOne();
	}

	@Test
	void aNodeThatHasLostItsRowWritesNothing() {
		startEngine();
		client().start("Slow", "a", StartOptions.instanceId(this.id));
		await(this.entered);
		jdbc().sql("delete from durable_node").update();
		this.goOn.countDown();
		assertThat(output(this.id)).isEqualTo("\"wrote a\"");
		assertThat(effects()).isOne();
		assertThat(this.code.runs(this.id)).isEqualTo(2);
		assertThat(recorded(this.id, TaskCompleted.class)).isOne();
	}

	@Test
	void anInstanceTerminatedMeanwhileRollsBack() {
		startEngine();
		client().start("Slow", "a", StartOptions.instanceId(this.id));
		await(this.entered);
		client().terminate(this.id, "enough");
		this.goOn.countDown();
		assertThat(finish(this.id).runtimeStatus()).isEqualTo(RuntimeStatus.TERMINATED);
		awaitNoActivity();
		assertThat(effects()).isZero();
		assertThat(recorded(this.id, TaskCompleted.class)).isZero();
	}

	@Test
	void aGenerationThatHasEndedMeanwhileRollsBack() {
		this.code.orchestrator("Renews", String.class, (context, input) -> {
			if (input.equals("again")) {
				return context.callActivity("Plain", "new", String.class).await();
			}
			context.callActivity("Slow", input, String.class);
			context.waitForEvent("go", String.class).await();
			context.continueAsNew("again");
			return null;
		});
		startEngine();
		client().start("Renews", "a", StartOptions.instanceId(this.id));
		await(this.entered);
		client().raiseEvent(this.id, "go", "now");
		assertThat(output(this.id)).isEqualTo("\"plain new\"");
		this.goOn.countDown();
		awaitNoActivity();
		assertThat(effects()).isZero();
	}

	@Test
	void aSuspendedInstanceKeepsTheResultUntilItIsResumed() {
		startEngine();
		client().start("Slow", "a", StartOptions.instanceId(this.id));
		await(this.entered);
		client().suspend(this.id, "wait");
		this.goOn.countDown();
		await(() -> effects() == 1);
		assertThat(recorded(this.id, TaskCompleted.class)).isOne();
		assertThat(runtimeStatus(this.id)).isEqualTo(RuntimeStatus.SUSPENDED);
		client().resume(this.id, "go on");
		assertThat(output(this.id)).isEqualTo("\"wrote a\"");
		assertThat(effects()).isOne();
		assertThat(this.code.runs(this.id)).isOne();
	}

	@Test
	void whatArrivesWhileTheTransactionCommitsGoesIntoTheNextTurn() throws Exception {
		this.code.orchestrator("WritesAndWaits", String.class, (context, input) -> {
			String written = context.callActivity("Write", input, String.class).await();
			return written + " " + context.waitForEvent("go", String.class).await();
		});
		CountDownLatch committing = new CountDownLatch(1);
		this.manager.beforeCommit(() -> {
			committing.countDown();
			await(this.goOn);
		});
		startEngine();
		client().start("WritesAndWaits", "a", StartOptions.instanceId(this.id));
		await(committing);
		CompletableFuture<Void> raised = CompletableFuture
			.runAsync(() -> client().raiseEvent(this.id, "go", "and went"));
		await(() -> liveInstance().bufferedEvents() > 1);
		assertThat(raised).isNotDone();
		assertThat(recorded(this.id, EventRaised.class)).isZero();
		this.goOn.countDown();
		raised.get(10, TimeUnit.SECONDS);
		assertThat(output(this.id)).isEqualTo("\"wrote a and went\"");
		assertThat(effects()).isOne();
	}

	@Test
	void activitiesThatEndAtTheSameTimeTakeOneTurnEach() throws Exception {
		CyclicBarrier together = new CyclicBarrier(2);
		this.code.transactionalActivity("Together", String.class, (context, input) -> {
			String written = write(context, input);
			together.await(10, TimeUnit.SECONDS);
			return written;
		});
		this.code.orchestrator("Both", String.class,
				(context, input) -> context.allOf(List.of(context.callActivity("Together", "a", String.class),
						context.callActivity("Together", "b", String.class)))
					.await());
		CountDownLatch committing = new CountDownLatch(1);
		this.manager.beforeCommit(() -> {
			committing.countDown();
			await(this.goOn);
		});
		startEngine();
		client().start("Both", "", StartOptions.instanceId(this.id));
		await(committing);
		CompletableFuture<Void> raised = CompletableFuture.runAsync(() -> client().raiseEvent(this.id, "go", "now"));
		await(() -> liveInstance().bufferedEvents() == 3);
		this.goOn.countDown();
		assertThat(output(this.id)).isEqualTo("[\"wrote a\",\"wrote b\"]");
		assertThat(effects()).isEqualTo(2);
		assertThat(this.code.runs(this.id)).isEqualTo(2);
		assertThat(engine().history()
			.of(this.id)
			.stream()
			.filter((recorded) -> recorded.event() instanceof Incident)
			.collect(Collectors.groupingBy(RecordedEvent::turn, Collectors.counting()))).doesNotContainValue(2L)
			.doesNotContainValue(3L);
		raised.handle((done, refused) -> done).get(10, TimeUnit.SECONDS);
	}

	@Test
	void allThatATurnCommitsIsCommittedWithIt() {
		this.code.orchestrator("Child", String.class, (context, input) -> {
			context.setCustomStatus("child of " + input);
			return context.callActivity("Write", input, String.class).await();
		});
		this.code.orchestrator("Parent", Integer.class, (context, input) -> {
			int round = (Integer) input;
			context.callActivity("Write", "parent " + round, String.class).await();
			context.setCustomStatus("round " + round);
			String child = context
				.callSubOrchestration("Child", "child " + round, String.class,
						SubOrchestrationOptions.DEFAULT.withInstanceId(this.id + " child " + round))
				.await();
			context.callActivity("Write", "after " + child, String.class).await();
			if (round < 2) {
				context.continueAsNew(round + 1);
			}
			return child;
		});
		startEngine();
		client().start("Parent", 1, StartOptions.instanceId(this.id));
		assertThat(output(this.id)).isEqualTo("\"wrote child 2\"");
		assertThat(effects()).as("three in each round").isEqualTo(6);
		assertThat(client().status(this.id).orElseThrow().customStatus().text()).isEqualTo("\"round 2\"");
		assertThat(client().status(this.id + " child 1").orElseThrow().runtimeStatus())
			.isEqualTo(RuntimeStatus.COMPLETED);
		assertThat(rows("durable_message", this.id)).isZero();
	}

	@Test
	void aChildWhoseIdIsTakenFails() {
		this.code.orchestrator("TakesId", String.class, (context, input) -> {
			context.callActivity("Write", input, String.class).await();
			try {
				return context
					.callSubOrchestration("Writes", "x", String.class,
							SubOrchestrationOptions.DEFAULT.withInstanceId(this.id))
					.await();
			}
			catch (TaskFailedException ex) {
				return "taken";
			}
		});
		startEngine();
		client().start("TakesId", "a", StartOptions.instanceId(this.id));
		assertThat(output(this.id)).isEqualTo("\"taken\"");
		assertThat(effects()).isOne();
	}

	@Test
	void clientsAndTransactionsOfItsOwnWorkWithinIt() {
		String other = "other of " + this.id;
		this.code.orchestrator("Waits", String.class,
				(context, input) -> context.waitForEvent("go", String.class).await());
		this.code.transactionalActivity("Sends", String.class, (context, input) -> {
			TransactionTemplate apart = new TransactionTemplate(this.manager);
			apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
			apart.executeWithoutResult((status) -> write(context, "apart"));
			client().start("Waits", null, StartOptions.instanceId(other));
			client().raiseEvent(other, "go", "sent");
			client().raiseEvent(context.instanceId(), "go", "to itself");
			if (context.attempt() == 1) {
				throw new IllegalStateException("not yet");
			}
			return write(context, input);
		});
		this.code.orchestrator("Sends", String.class, (context, input) -> {
			context
				.callActivity("Sends", input, String.class,
						ActivityOptions.retry(RetryPolicy.of(2, Duration.ofMillis(1))))
				.await();
			return context.waitForEvent("go", String.class).await();
		});
		startEngine();
		client().start("Sends", "a", StartOptions.instanceId(this.id));
		assertThat(output(this.id)).isEqualTo("\"to itself\"");
		assertThat(output(other)).isEqualTo("\"sent\"");
		assertThat(effects()).as("two apart and one with the result").isEqualTo(3);
	}

	@Test
	void aResultThatNobodyWaitsForIsRefused() throws Exception {
		startEngine();
		client().start("Slow", "a", StartOptions.instanceId(this.id));
		await(this.entered);
		CommitSlot slot = new CommitSlot();
		TaskScheduled task = history(this.id).stream()
			.filter(TaskScheduled.class::isInstance)
			.map(TaskScheduled.class::cast)
			.findFirst()
			.orElseThrow();
		liveInstance().post(Delivery.within(slot, new TaskCompleted(task.taskId(), 7, "\"of another attempt\""), 0));
		assertThat(slot.await(LONG)).isEqualTo(CommitSlot.State.REFUSED);
		this.goOn.countDown();
		assertThat(output(this.id)).isEqualTo("\"wrote a\"");
		assertThat(effects()).isOne();
	}

	private LiveInstance liveInstance() {
		return engine().services().cache().find(this.id);
	}

	private void awaitNoActivity() {
		await(() -> engine().services().load().running() == 0);
	}

	private static Object failureOf(String activity, OrchestrationContext context, Object input) {
		try {
			return context.callActivity(activity, input, String.class).await();
		}
		catch (TaskFailedException ex) {
			return ex.failure().errorType() + ": " + ex.failure().message();
		}
	}

	private String write(ActivityContext context, Object text) {
		jdbc().sql("insert into effect values (?, ?)").params(this.id, text).update();
		return "wrote " + text;
	}

	private int effects() {
		return jdbc().sql("select count(*) from effect where instance = ?")
			.param(this.id)
			.query(Integer.class)
			.single();
	}

	private static int jdbcIsolation() {
		return TransactionSynchronizationManager.getCurrentTransactionIsolationLevel();
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(condition);
	}

}
