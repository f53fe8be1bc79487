package dev.durable.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.ActivityLocality;
import dev.durable.InstanceNotFailedException;
import dev.durable.InstanceNotFoundException;
import dev.durable.OrchestrationStatus;
import dev.durable.RuntimeStatus;
import dev.durable.SubOrchestrationOptions;
import dev.durable.Task;
import dev.durable.TaskFailedException;
import dev.durable.history.ExecutionRewound;
import dev.durable.history.TaskScheduled;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Engine contract: failed instances that go on.
 */
class EngineRewindIntegrationTests extends EngineContractTests {

	private final AtomicBoolean works = new AtomicBoolean();

	private final AtomicInteger undone = new AtomicInteger();

	@BeforeEach
	void code() {
		this.code.increment().activity("Ship", String.class, (context, input) -> {
			if (!this.works.get()) {
				throw new IllegalStateException("no ship");
			}
			return "shipped " + input;
		}).activity("Undo", Void.class, (context, input) -> this.undone.incrementAndGet());
		this.code.orchestrator("Order", String.class, (context, input) -> {
			int value = context.callActivity("Increment", 1, Integer.class).await();
			try {
				return context.callActivity("Ship", input + " " + value, String.class).await();
			}
			catch (TaskFailedException ex) {
				context.callActivity("Undo", null, Integer.class).await();
				throw ex;
			}
		});
		this.code.orchestrator("Parent", (context, input) -> {
			SubOrchestrationOptions options = SubOrchestrationOptions.DEFAULT
				.withInstanceId("child of " + context.instanceId());
			return context.callSubOrchestration("Order", "tea", String.class, options).await();
		});
	}

	@Test
	void runsWhatFailedAgain() {
		startEngine();
		String id = failed("Order", "tea");
		assertThat(client().status(id).orElseThrow().failure()).isNotNull();
		this.works.set(true);
		client().rewind(id, "the ship is back");
		assertThat(output(id)).isEqualTo("\"shipped tea 2\"");
		assertThat(client().status(id).orElseThrow().failure()).isNull();
		assertThat(history(id)).contains(new ExecutionRewound("the ship is back", List.of(2)));
		assertThat(this.code.runs(id)).isEqualTo(4);
		assertThat(this.undone).hasValue(1);
		assertThatExceptionOfType(InstanceNotFailedException.class).isThrownBy(() -> client().rewind(id, null));
	}

	@Test
	void refusesWhatHasNotFailed() {
		this.code.orchestrator("Waits", (context, input) -> context.waitForEvent("go", String.class).await());
		startEngine();
		String id = client().start("Waits", null);
		assertThatExceptionOfType(InstanceNotFailedException.class).isThrownBy(() -> client().rewind(id, null));
		client().terminate(id, null);
		finish(id);
		assertThatExceptionOfType(InstanceNotFailedException.class).isThrownBy(() -> client().rewind(id, null));
		assertThatExceptionOfType(InstanceNotFoundException.class).isThrownBy(() -> client().rewind("nobody", null));
	}

	@Test
	void failsAgainAndCanBeRewoundAgain() {
		startEngine();
		String id = failed("Order", "tea");
		for (int i = 1; i < 4; i++) {
			client().rewind(id, null);
			int undone = i + 1;
			await().until(() -> this.undone.get() == undone);
			assertThat(finish(id).runtimeStatus()).isEqualTo(RuntimeStatus.FAILED);
			assertThat(recorded(id, ExecutionRewound.class)).isEqualTo(i);
		}
		this.works.set(true);
		client().rewind(id, null);
		assertThat(output(id)).isEqualTo("\"shipped tea 2\"");
		assertThat(recorded(id, TaskScheduled.class)).isEqualTo(2 + 4);
		assertThat(this.code.runs().values()).extracting(AtomicInteger::get).containsOnly(1);
	}

	@Test
	void goesOnAfterARestartOfTheEngine() {
		DurableEngine first = startEngine();
		String id = failed("Order", "tea");
		first.stop();
		this.works.set(true);
		first.client().rewind(id, null);
		assertThat(first.client().status(id).orElseThrow().runtimeStatus()).isEqualTo(RuntimeStatus.RUNNING);
		startEngine();
		assertThat(output(id)).isEqualTo("\"shipped tea 2\"");
		assertThat(this.code.runs(id)).isEqualTo(4);
	}

	@Test
	void runsCorrectedCode() {
		TestCode broken = new TestCode().increment().orchestrator("Sum", (context, input) -> {
			context.callActivity("Increment", 1, Integer.class).await();
			throw new IllegalStateException("bug");
		});
		DurableEngine old = startEngine(broken, (settings) -> settings);
		String id = failed("Sum", null);
		old.stop();
		TestCode corrected = new TestCode().increment().orchestrator("Sum", (context, input) -> {
			int one = context.callActivity("Increment", 1, Integer.class).await();
			return context.callActivity("Increment", one, Integer.class).await();
		});
		startEngine(corrected, (settings) -> settings);
		client().rewind(id, null);
		assertThat(output(id)).isEqualTo("3");
		assertThat(broken.runs(id)).isEqualTo(1);
		assertThat(corrected.runs(id)).isEqualTo(1);
	}

	@Test
	void waitsForANodeWithTheCode() {
		DurableEngine first = startEngine();
		String id = failed("Order", "tea");
		first.stop();
		TestCode other = new TestCode().orchestrator("Other", (context, input) -> null);
		startEngine(other, (settings) -> settings);
		client().rewind(id, null);
		client().suspend(id, "not yet");
		await().until(() -> runtimeStatus(id) == RuntimeStatus.SUSPENDED);
		this.works.set(true);
		startEngine();
		client().resume(id, null);
		assertThat(output(id)).isEqualTo("\"shipped tea 2\"");
	}

	@Test
	void rewindsTheFailedChild() {
		startEngine();
		String id = failed("Parent", null);
		String child = "child of " + id;
		OrchestrationStatus before = client().status(child).orElseThrow();
		this.works.set(true);
		client().rewind(id, "again");
		assertThat(output(id)).isEqualTo("\"shipped tea 2\"");
		assertThat(output(child)).isEqualTo("\"shipped tea 2\"");
		assertThat(client().status(child).orElseThrow().createdTime()).isEqualTo(before.createdTime());
		assertThat(recorded(child, ExecutionRewound.class)).isOne();
		assertThat(this.code.runs(child)).isEqualTo(4);
	}

	@Test
	void startsAPurgedChildAnew() {
		startEngine();
		String id = failed("Parent", null);
		client().purge("child of " + id);
		this.works.set(true);
		client().rewind(id, null);
		assertThat(output(id)).isEqualTo("\"shipped tea 2\"");
		assertThat(client().status("child of " + id).orElseThrow().parentInstanceId()).isEqualTo(id);
	}

	@Test
	void startsATerminatedChildAnew() {
		AtomicBoolean patient = new AtomicBoolean(true);
		this.code.orchestrator("Waiting", (context, input) -> {
			if (patient.get()) {
				context.waitForEvent("go", String.class).await();
			}
			return "done";
		}).orchestrator("Waits for child", (context, input) -> {
			SubOrchestrationOptions options = SubOrchestrationOptions.DEFAULT
				.withInstanceId("child of " + context.instanceId());
			return context.callSubOrchestration("Waiting", null, String.class, options).await();
		});
		startEngine();
		String id = client().start("Waits for child", null);
		await().until(() -> client().status("child of " + id).isPresent());
		client().terminate("child of " + id, "enough");
		assertThat(finish(id).runtimeStatus()).isEqualTo(RuntimeStatus.FAILED);
		patient.set(false);
		client().rewind(id, null);
		assertThat(output(id)).isEqualTo("\"done\"");
	}

	@Test
	void takesTheResultOfAChildThatWasRewoundAlone() {
		startEngine();
		String id = failed("Parent", null);
		this.works.set(true);
		client().rewind("child of " + id, null);
		assertThat(output("child of " + id)).isEqualTo("\"shipped tea 2\"");
		assertThat(runtimeStatus(id)).isEqualTo(RuntimeStatus.FAILED);
		client().rewind(id, null);
		assertThat(output(id)).isEqualTo("\"shipped tea 2\"");
		assertThat(this.code.runs("child of " + id)).isEqualTo(4);
	}

	/**
	 * The child finishes between the failure of its parent and the rewind, so its answer
	 * came to nobody.
	 */
	@Test
	void takesTheResultsOfChildrenThatFinishedWhileItHadFailed() {
		this.code.orchestrator("Waiting", (context, input) -> context.waitForEvent("go", String.class).await())
			.orchestrator("Both", (context, input) -> {
				SubOrchestrationOptions options = SubOrchestrationOptions.DEFAULT
					.withInstanceId("other child of " + context.instanceId());
				Task<String> child = context.callSubOrchestration("Waiting", null, String.class, options);
				return context.callActivity("Ship", "x", String.class).await() + child.await();
			});
		startEngine();
		String id = failed("Both", null);
		client().raiseEvent("other child of " + id, "go", "!");
		finish("other child of " + id);
		this.works.set(true);
		client().rewind(id, null);
		assertThat(output(id)).isEqualTo("\"shipped x!\"");
	}

	@Test
	void waitsForChildrenThatStillRun() {
		this.code.orchestrator("Waiting", (context, input) -> context.waitForEvent("go", String.class).await())
			.orchestrator("Both", (context, input) -> {
				SubOrchestrationOptions options = SubOrchestrationOptions.DEFAULT
					.withInstanceId("other child of " + context.instanceId());
				Task<String> child = context.callSubOrchestration("Waiting", null, String.class, options);
				return context.callActivity("Ship", "x", String.class).await() + child.await();
			});
		startEngine();
		String id = failed("Both", null);
		this.works.set(true);
		client().rewind(id, null);
		client().raiseEvent("other child of " + id, "go", "!");
		assertThat(output(id)).isEqualTo("\"shipped x!\"");
	}

	/**
	 * The row of the activity that was handed over went away when the instance failed.
	 */
	@Test
	void runsActivitiesAgainThatWereHandedOver() {
		CountDownLatch released = new CountDownLatch(1);
		this.code.activity("Elsewhere", Void.class, ActivityLocality.ANY_NODE, (context, input) -> {
			released.await();
			return "done";
		}).orchestrator("Both", (context, input) -> {
			Task<String> elsewhere = context.callActivity("Elsewhere", null, String.class);
			return context.callActivity("Ship", "x", String.class).await() + " " + elsewhere.await();
		});
		startEngine();
		String id = failed("Both", null);
		this.works.set(true);
		client().rewind(id, null);
		released.countDown();
		assertThat(output(id)).isEqualTo("\"shipped x done\"");
	}

	@Test
	void onlyOneOfManyRewindsWins() throws Exception {
		DurableEngine engine = startEngine();
		startEngine();
		String id = failed("Parent", null);
		this.works.set(true);
		AtomicInteger won = new AtomicInteger();
		List<CompletableFuture<Void>> all = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			all.add(CompletableFuture.runAsync(() -> {
				try {
					engine.client().rewind(id, null);
					won.incrementAndGet();
				}
				catch (InstanceNotFailedException ex) {
					// another was faster
				}
			}));
		}
		CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get();
		assertThat(output(id)).isEqualTo("\"shipped tea 2\"");
		assertThat(won).hasValue(1);
		assertThat(recorded(id, ExecutionRewound.class)).isOne();
		assertThat(recorded("child of " + id, ExecutionRewound.class)).isOne();
	}

	@Test
	void isPartOfTheCallersTransaction() {
		startEngine();
		String id = failed("Order", "tea");
		TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource()));
		assertThatIllegalStateException().isThrownBy(() -> transaction.executeWithoutResult((status) -> {
			client().rewind(id, null);
			throw new IllegalStateException("rolled back");
		}));
		assertThat(runtimeStatus(id)).isEqualTo(RuntimeStatus.FAILED);
		this.works.set(true);
		transaction.executeWithoutResult((status) -> client().rewind(id, null));
		assertThat(output(id)).isEqualTo("\"shipped tea 2\"");
	}

	private String failed(String orchestrator, Object input) {
		String id = client().start(orchestrator, input);
		assertThat(finish(id).runtimeStatus()).isEqualTo(RuntimeStatus.FAILED);
		return id;
	}

}
