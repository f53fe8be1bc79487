package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import dev.durable.ActivityOptions;
import dev.durable.OrchestrationStatus;
import dev.durable.RetryPolicy;
import dev.durable.RuntimeStatus;
import dev.durable.StartOptions;
import dev.durable.Task;
import dev.durable.history.ExecutionSuspended;
import dev.durable.history.HistoryCodec;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskScheduled;
import dev.durable.history.TimerCreated;
import dev.durable.history.TimerFired;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Engine contract: instances that leave memory and come back.
 */
class EngineResidencyIntegrationTests extends EngineContractTests {

	private static final UnaryOperator<EngineSettings> BRIEFLY = (settings) -> settings
		.withIdleTimeout(Duration.ofMillis(100));

	@Test
	void continuesAfterARestartWhereItWas() throws Exception {
		CountDownLatch third = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.code.activity("Step", Integer.class, (context, input) -> {
			if ((Integer) input == 2) {
				third.countDown();
				goOn.await();
			}
			return (Integer) input + 1;
		}).orchestrator("Steps", (context, input) -> {
			int value = 0;
			while (value < 5) {
				value = context.callActivity("Step", value, Integer.class).await();
			}
			return value + " " + context.waitForEvent("go", String.class).await();
		});
		DurableEngine first = startEngine();
		String id = client().start("Steps", null);
		third.await();
		client().raiseEvent(id, "go", "kept");
		goOn.countDown();
		first.stop();
		startEngine();
		assertThat(output(id)).isEqualTo("\"5 kept\"");
		assertThat(recorded(id, TaskCompleted.class)).isEqualTo(5);
		assertThat(this.code.runs(id)).isEqualTo(5);
	}

	/**
	 * The first run of the code may begin before the row is there that replay reads.
	 */
	@Test
	void hasTheSameUuidsAndRandomNumbersAfterARestart() {
		List<List<Object>> runs = new CopyOnWriteArrayList<>();
		this.code.orchestrator("Dices", (context, input) -> {
			runs.add(List.of(context.newUuid(), context.random().nextLong()));
			return context.waitForEvent("go", String.class).await();
		});
		DurableEngine first = startEngine();
		List<String> ids = List.of(client().start("Dices", null), client().start("Dices", null));
		await().until(() -> runs.size() == 2);
		first.stop();
		startEngine();
		for (String id : ids) {
			client().raiseEvent(id, "go", "now");
			assertThat(output(id)).isEqualTo("\"now\"");
		}
		assertThat(runs).hasSize(4);
		assertThat(runs.subList(2, 4)).containsExactlyInAnyOrderElementsOf(runs.subList(0, 2));
		assertThat(runs.get(0)).doesNotContainAnyElementsOf(runs.get(1));
	}

	@Test
	void givesEverythingBackWhenItStops() {
		this.code.orchestrator("Waits", (context, input) -> context.waitForEvent("go", String.class).await());
		DurableEngine engine = startEngine();
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			ids.add(client().start("Waits", null));
		}
		int nodes = nodes();
		engine.stop();
		assertThat(ids).noneMatch(this::isOwned);
		assertThat(nodes()).isEqualTo(nodes - 1);
		client().raiseEvent(ids.get(3), "go", "while nobody runs");
		startEngine();
		assertThat(output(ids.get(3))).isEqualTo("\"while nobody runs\"");
	}

	@Test
	void startsRacingWithAStopAreKept() throws Exception {
		this.code.orchestrator("Runs", Integer.class, (context, input) -> input);
		for (int round = 0; round < 3; round++) {
			DurableEngine engine = startEngine();
			List<String> ids = new ArrayList<>();
			CountDownLatch some = new CountDownLatch(20);
			Thread starter = new Thread(() -> {
				for (int i = 0; i < 100; i++) {
					ids.add(engine.client().start("Runs", i));
					some.countDown();
				}
			});
			starter.start();
			some.await();
			engine.stop();
			starter.join();
			assertThat(ids).hasSize(100);
			startEngine();
			for (int i = 0; i < 100; i++) {
				assertThat(output(ids.get(i))).isEqualTo(String.valueOf(i));
			}
		}
	}

	@Test
	void idleInstancesAreRowsAndComeBackForAnEvent() {
		AtomicInteger replays = new AtomicInteger();
		this.code.increment().orchestrator("Waits", (context, input) -> {
			replays.incrementAndGet();
			int value = context.callActivity("Increment", 1, Integer.class).await();
			return value + context.waitForEvent("go", Integer.class).await();
		});
		startEngine(BRIEFLY);
		String id = client().start("Waits", null);
		await().until(() -> recorded(id, TaskCompleted.class) == 1 && !isOwned(id));
		assertThat(runtimeStatus(id)).isEqualTo(RuntimeStatus.RUNNING);
		client().raiseEvent(id, "go", 40);
		assertThat(output(id)).isEqualTo("42");
		assertThat(this.code.runs(id)).isEqualTo(1);
		assertThat(replays).hasValue(2);
	}

	@Test
	void idleInstancesComeBackForATimer() {
		this.code.orchestrator("Sleeps", (context, input) -> {
			context.sleep(Duration.ofSeconds(1));
			return "woke";
		});
		startEngine(BRIEFLY);
		String id = client().start("Sleeps", null);
		await().until(() -> !isOwned(id));
		assertThat(runtimeStatus(id)).isEqualTo(RuntimeStatus.RUNNING);
		assertThat(output(id)).isEqualTo("\"woke\"");
	}

	@Test
	void timersThatAreOverdueFireInTheOrderInWhichTheyWereDue() {
		this.code.orchestrator("Races", (context, input) -> {
			Task<?> second = context.createTimer(Duration.ofDays(2));
			Task<?> third = context.createTimer(Duration.ofDays(3));
			Task<?> first = context.createTimer(Duration.ofDays(1));
			return context.anyOf(second, third, first).await() == first;
		});
		newEngine(this.code, (settings) -> settings);
		String id = client().start("Races", null);
		Instant due = Instant.now().minusSeconds(60);
		jdbc().sql("""
				insert into durable_history (instance, generation, turn, recorded_at, events)
				select id, 0, 1, created_at, ? from durable_instance where instance_id = ?""")
			.params(HistoryCodec.encode(List.of(new TimerCreated(1, due.plusSeconds(20)),
					new TimerCreated(2, due.plusSeconds(30)), new TimerCreated(3, due.plusSeconds(10)))), id)
			.update();
		startEngine();
		assertThat(output(id)).isEqualTo("true");
		assertThat(history(id)).filteredOn(TimerFired.class::isInstance).first().isEqualTo(new TimerFired(3));
	}

	@Test
	void whatWaitsForEverLeavesMemoryAndComesBack() throws Exception {
		Duration forever = ChronoUnit.FOREVER.getDuration();
		this.code.orchestrator("Waits", (context, input) -> context.waitForEvent("go", String.class, forever).await()
				+ context.waitForEvent("go", String.class, Duration.ofMillis(Long.MAX_VALUE)).await());
		startEngine(BRIEFLY);
		String id = client().start("Waits", null);
		CompletableFuture<OrchestrationStatus> waiting = client().whenComplete(id, forever).toCompletableFuture();
		await().until(() -> !isOwned(id));
		client().raiseEvent(id, "go", "now ");
		await().until(() -> recorded(id, TimerCreated.class) == 2 && !isOwned(id));
		client().raiseEvent(id, "go", "and then");
		assertThat(client().waitForCompletion(id, forever).output(String.class)).isEqualTo("now and then");
		assertThat(waiting.get(20, TimeUnit.SECONDS).runtimeStatus()).isEqualTo(RuntimeStatus.COMPLETED);
	}

	@Test
	void timersThatAreOverdueWhenTheyAreSetFireInTheOrderInWhichTheyWereDue() {
		this.code.orchestrator("Races", (context, input) -> {
			Instant due = context.currentTime().minusSeconds(60);
			Task<?> second = context.createTimer(due.plusSeconds(20));
			Task<?> third = context.createTimer(due.plusSeconds(30));
			Task<?> first = context.createTimer(due.plusSeconds(10));
			return context.anyOf(second, third, first).await() == first;
		});
		startEngine();
		String id = client().start("Races", null);
		assertThat(output(id)).isEqualTo("true");
		assertThat(history(id)).filteredOn(TimerFired.class::isInstance).first().isEqualTo(new TimerFired(3));
	}

	@Test
	void idleInstancesComeBackForARetry() {
		this.code.activity("Flaky", Void.class, (context, input) -> {
			if (context.attempt() == 1) {
				throw new IllegalStateException("not yet");
			}
			return "attempt " + context.attempt();
		})
			.orchestrator("Retries",
					(context, input) -> context
						.callActivity("Flaky", null, String.class,
								ActivityOptions.retry(RetryPolicy.of(2, Duration.ofSeconds(1))))
						.await());
		startEngine(BRIEFLY);
		String id = client().start("Retries", null);
		await().until(() -> !isOwned(id));
		assertThat(output(id)).isEqualTo("\"attempt 2\"");
	}

	@Test
	void idleInstancesComeBackForTerminationAndSuspension() {
		this.code.orchestrator("Waits", (context, input) -> context.waitForEvent("go", String.class).await());
		startEngine(BRIEFLY);
		String id = client().start("Waits", null);
		await().until(() -> !isOwned(id));
		client().suspend(id, null);
		await().until(() -> runtimeStatus(id) == RuntimeStatus.SUSPENDED && !isOwned(id));
		client().raiseEvent(id, "go", "later");
		await().until(() -> rows("durable_message", id) == 0 && !isOwned(id));
		assertThat(runtimeStatus(id)).isEqualTo(RuntimeStatus.SUSPENDED);
		client().terminate(id, null);
		assertThat(finish(id).runtimeStatus()).isEqualTo(RuntimeStatus.TERMINATED);
	}

	@Test
	void servesMoreInstancesThanFitIntoMemory() {
		this.code.increment().orchestrator("Waits", Integer.class, (context, input) -> {
			int value = context.callActivity("Increment", input, Integer.class).await();
			return value + context.waitForEvent("go", Integer.class).await();
		});
		startEngine((settings) -> settings.withConcurrency(2, 4).withIdleTimeout(Duration.ofSeconds(30)));
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			ids.add(client().start("Waits", i));
		}
		for (String id : ids) {
			client().raiseEvent(id, "go", 100);
		}
		for (int i = 0; i < 50; i++) {
			assertThat(output(ids.get(i))).isEqualTo(String.valueOf(i + 101));
			assertThat(this.code.runs(ids.get(i))).isEqualTo(1);
		}
	}

	@Test
	void servesWaitingInstancesThatDoNotFitIntoMemory() {
		this.code.orchestrator("Waits", Integer.class,
				(context, input) -> (Integer) input + context.waitForEvent("go", Integer.class).await());
		startEngine((settings) -> settings.withConcurrency(2, 4));
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			ids.add(client().start("Waits", i));
		}
		await().until(() -> ids.stream().filter((id) -> rows("durable_history", id) == 2).count() >= 48);
		for (int i = 49; i >= 0; i--) {
			client().raiseEvent(ids.get(i), "go", 100);
		}
		for (int i = 0; i < 50; i++) {
			assertThat(output(ids.get(i))).isEqualTo(String.valueOf(i + 100));
		}
	}

	@Test
	void whatOnlyWaitsIsNotTakenIntoACrowdedMemory() {
		this.code.orchestrator("Waits", (context, input) -> context.waitForEvent("go", String.class).await())
			.orchestrator("Sleeps", (context, input) -> {
				context.createTimer(Duration.ofMillis(700)).await();
				return "slept";
			});
		startEngine((settings) -> settings.withConcurrency(10, 4));
		List<String> early = new ArrayList<>();
		for (int i = 0; i < 9; i++) {
			early.add(client().start("Waits", null));
		}
		assertThat(early).allMatch(this::isOwned);
		String waits = client().start("Waits", null);
		String sleeps = client().start("Sleeps", null);
		assertThat(isOwned(waits)).isFalse();
		assertThat(isOwned(sleeps)).isFalse();
		assertThat(rows("durable_history", waits)).isEqualTo(2);
		assertThat(runtimeStatus(waits)).isEqualTo(RuntimeStatus.RUNNING);
		assertThat(early).allMatch(this::isOwned);
		assertThat(output(sleeps)).isEqualTo("\"slept\"");
		client().raiseEvent(waits, "go", "now");
		assertThat(output(waits)).isEqualTo("\"now\"");
	}

	@Test
	void codeThatDoesNotFitSuspendsTheInstanceUntilItDoes() {
		TestCode right = new TestCode().increment()
			.orchestrator("Order", (context, input) -> context.callActivity("Increment", 1, Integer.class).await()
					+ context.waitForEvent("go", Integer.class).await());
		TestCode wrong = new TestCode().increment()
			.orchestrator("Order", (context, input) -> context.waitForEvent("go", Integer.class).await()
					+ context.callActivity("Decrement", 1, Integer.class).await());
		DurableEngine first = startEngine(right, (settings) -> settings);
		String id = client().start("Order", null, StartOptions.instanceId("order of " + taskHub()));
		await().until(() -> recorded(id, TaskCompleted.class) == 1);
		first.stop();
		DurableEngine second = startEngine(wrong, (settings) -> settings);
		client().raiseEvent(id, "go", 40);
		await().until(() -> runtimeStatus(id) == RuntimeStatus.SUSPENDED);
		assertThat(history(id)).filteredOn(ExecutionSuspended.class::isInstance)
			.singleElement()
			.extracting(Object::toString)
			.asString()
			.contains("turn 1, decision 1", "activity 'Increment' scheduled as task #1", "nothing (the code waits)",
					"resume the instance");
		client().resume(id, "still wrong");
		await().until(() -> recorded(id, ExecutionSuspended.class) == 2);
		assertThat(runtimeStatus(id)).isEqualTo(RuntimeStatus.SUSPENDED);
		second.stop();
		startEngine(right, (settings) -> settings);
		assertThat(runtimeStatus(id)).isEqualTo(RuntimeStatus.SUSPENDED);
		client().resume(id, "corrected");
		assertThat(output(id)).isEqualTo("42");
		assertThat(recorded(id, TaskScheduled.class)).isEqualTo(1);
		assertThat(right.runs(id)).isEqualTo(1);
	}

	@Test
	void instancesOfOtherCodeAreLeftToOthers() {
		TestCode other = new TestCode().orchestrator("Other", (context, input) -> "other");
		TestCode newer = new TestCode().orchestrator("Waits", "2", Void.class, (context, input) -> "newer");
		this.code.orchestrator("Waits", "1", Void.class,
				(context, input) -> context.waitForEvent("go", String.class).await());
		DurableEngine first = startEngine();
		String id = client().start("Waits", null);
		first.stop();
		DurableEngine second = startEngine(other, (settings) -> settings);
		DurableEngine third = startEngine(newer, (settings) -> settings);
		third.client().raiseEvent(id, "go", "done");
		assertThat(output(third.client().start("Waits", null))).isEqualTo("\"newer\"");
		assertThat(output(second.client().start("Other", null))).isEqualTo("\"other\"");
		assertThat(isOwned(id)).isFalse();
		second.client().suspend(id, null);
		await().until(() -> runtimeStatus(id) == RuntimeStatus.SUSPENDED);
		second.client().resume(id, null);
		await().until(() -> runtimeStatus(id) == RuntimeStatus.RUNNING);
		startEngine();
		assertThat(output(id)).isEqualTo("\"done\"");
	}

	private int nodes() {
		return jdbc().sql("select count(*) from durable_node").query(Integer.class).single();
	}

}
