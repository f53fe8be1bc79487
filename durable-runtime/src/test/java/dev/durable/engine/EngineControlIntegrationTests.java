package dev.durable.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.durable.InstanceFinishedException;
import dev.durable.InstanceNotFinishedException;
import dev.durable.InstanceNotFoundException;
import dev.durable.OrchestrationStatus;
import dev.durable.RawJson;
import dev.durable.RuntimeStatus;
import dev.durable.history.EventRaised;
import dev.durable.history.ExecutionResumed;
import dev.durable.history.ExecutionSuspended;
import dev.durable.history.TaskCompleted;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Engine contract: what clients can do to instances, and how they wait for them.
 */
class EngineControlIntegrationTests extends EngineContractTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	@BeforeEach
	void waitingCode() {
		this.code.orchestrator("Waits", (context, input) -> context.waitForEvent("go", String.class).await());
	}

	@Test
	void terminatesWithTheReasonAsItsOutput() {
		startEngine();
		String id = client().start("Waits", null);
		client().terminate(id, "enough \u0000 \"of\" that");
		OrchestrationStatus status = finish(id);
		assertThat(status.runtimeStatus()).isEqualTo(RuntimeStatus.TERMINATED);
		assertThat(status.output(String.class)).isEqualTo("enough   \"of\" that");
		assertThatExceptionOfType(InstanceFinishedException.class).isThrownBy(() -> client().terminate(id, null));
		assertThatExceptionOfType(InstanceFinishedException.class).isThrownBy(() -> client().suspend(id, null));
		assertThatExceptionOfType(InstanceFinishedException.class).isThrownBy(() -> client().resume(id, null));
		assertThatExceptionOfType(InstanceNotFoundException.class).isThrownBy(() -> client().terminate("nobody", null));
	}

	@Test
	void dropsTheResultsOfActivitiesThatRunWhenItIsTerminated() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		this.code.activity("Slow", Void.class, (context, input) -> {
			running.countDown();
			end.await();
			return "late";
		}).orchestrator("Slow", (context, input) -> context.callActivity("Slow", null, String.class).await());
		DurableEngine engine = startEngine();
		String id = client().start("Slow", null);
		running.await();
		client().terminate(id, null);
		assertThat(finish(id).runtimeStatus()).isEqualTo(RuntimeStatus.TERMINATED);
		end.countDown();
		engine.stop();
		assertThat(recorded(id, TaskCompleted.class)).isZero();
		assertThat(client().status(id).orElseThrow().output()).isNull();
	}

	@Test
	void takesNoStepWhileSuspended() {
		startEngine();
		String id = client().start("Waits", null);
		await().until(() -> recorded(id, ExecutionSuspended.class) == 0);
		client().suspend(id, "pause");
		assertThat(runtimeStatus(id)).isEqualTo(RuntimeStatus.SUSPENDED);
		client().suspend(id, "again");
		client().raiseEvent(id, "go", "now");
		await().until(() -> recorded(id, EventRaised.class) == 1);
		assertThat(runtimeStatus(id)).isEqualTo(RuntimeStatus.SUSPENDED);
		assertThat(history(id)).contains(new ExecutionSuspended("pause"));
		client().resume(id, "go on");
		assertThat(output(id)).isEqualTo("\"now\"");
		assertThat(history(id)).contains(new ExecutionResumed("go on"));
	}

	@Test
	void resumingWhatIsNotHeldDoesNothing() {
		startEngine();
		String id = client().start("Waits", null);
		client().resume(id, null);
		assertThat(runtimeStatus(id)).isEqualTo(RuntimeStatus.RUNNING);
		client().raiseEvent(id, "go", "now");
		assertThat(output(id)).isEqualTo("\"now\"");
	}

	@Test
	void purgesFinishedInstancesWithAllTheyHave() {
		startEngine();
		String id = client().start("Waits", null);
		assertThatExceptionOfType(InstanceNotFinishedException.class).isThrownBy(() -> client().purge(id))
			.withMessageContaining("Running");
		client().raiseEvent(id, "go", "now");
		output(id);
		long surrogate = jdbc().sql("select id from durable_instance where instance_id = ?")
			.param(id)
			.query(Long.class)
			.single();
		client().purge(id);
		assertThat(client().status(id)).isEmpty();
		assertThat(history(id)).isEmpty();
		for (String table : new String[] { "durable_history", "durable_message", "durable_activity" }) {
			assertThat(jdbc().sql("select count(*) from " + table + " where instance = ?")
				.param(surrogate)
				.query(Integer.class)
				.single()).isZero();
		}
		assertThat(jdbc().sql("select count(*) from durable_instance where id = ?")
			.param(surrogate)
			.query(Integer.class)
			.single()).isZero();
		assertThatExceptionOfType(InstanceNotFoundException.class).isThrownBy(() -> client().purge(id));
	}

	@Test
	void waitingEndsWithTheStatusWhenTheTimeIsUp() {
		startEngine();
		String id = client().start("Waits", null);
		assertThat(client().waitForCompletion(id, Duration.ofMillis(50)).runtimeStatus())
			.isEqualTo(RuntimeStatus.RUNNING);
		assertThat(client().waitForCompletion(id, Duration.ZERO).runtimeStatus()).isEqualTo(RuntimeStatus.RUNNING);
		assertThat(client().waitForCompletion(id, Duration.ofSeconds(-1)).runtimeStatus())
			.isEqualTo(RuntimeStatus.RUNNING);
	}

	@Test
	void waitingForNobodyFailsAtOnce() {
		startEngine();
		assertThatExceptionOfType(InstanceNotFoundException.class)
			.isThrownBy(() -> client().waitForCompletion("nobody", LONG));
	}

	@Test
	void everyoneWaitsForTheirOwnTime() throws Exception {
		startEngine();
		String id = client().start("Waits", null);
		CompletableFuture<OrchestrationStatus> patient = client().whenComplete(id, LONG).toCompletableFuture();
		CompletableFuture<OrchestrationStatus> hasty = client().whenComplete(id, Duration.ofMillis(50))
			.toCompletableFuture();
		assertThat(hasty.get(20, TimeUnit.SECONDS).runtimeStatus()).isEqualTo(RuntimeStatus.RUNNING);
		assertThat(client().waitForCompletion(id, Duration.ZERO).runtimeStatus()).isEqualTo(RuntimeStatus.RUNNING);
		assertThat(patient).isNotDone();
		client().raiseEvent(id, "go", "now");
		assertThat(patient.get(20, TimeUnit.SECONDS).runtimeStatus()).isEqualTo(RuntimeStatus.COMPLETED);
	}

	@Test
	void manyCanWaitForOneInstance() throws Exception {
		startEngine();
		String id = client().start("Waits", null);
		EngineEventsIntegrationTests.inParallel(8, (number) -> {
			for (int i = 0; i < 50; i++) {
				assertThat(client().waitForCompletion(id, Duration.ofNanos(100_000L * i)).runtimeStatus())
					.isEqualTo(RuntimeStatus.RUNNING);
			}
		});
		CompletableFuture<OrchestrationStatus> patient = client().whenComplete(id, LONG).toCompletableFuture();
		client().raiseEvent(id, "go", "now");
		assertThat(patient.get(20, TimeUnit.SECONDS).output()).isEqualTo(new RawJson("\"now\""));
	}

	@Test
	void nobodyWaitsForAStoppedEngine() throws Exception {
		DurableEngine engine = startEngine();
		String id = client().start("Waits", null);
		CompletableFuture<OrchestrationStatus> before = client().whenComplete(id, LONG).toCompletableFuture();
		engine.stop();
		assertThat(before.get(20, TimeUnit.SECONDS).runtimeStatus()).isEqualTo(RuntimeStatus.RUNNING);
		CompletableFuture<OrchestrationStatus> after = client().whenComplete(id, LONG).toCompletableFuture();
		assertThat(after.get(20, TimeUnit.SECONDS).runtimeStatus()).isEqualTo(RuntimeStatus.RUNNING);
	}

}
