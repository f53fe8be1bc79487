package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import dev.durable.ActivityLocality;
import dev.durable.ActivityOptions;
import dev.durable.OrchestrationContext;
import dev.durable.RetryPolicy;
import dev.durable.RuntimeStatus;
import dev.durable.Task;
import dev.durable.history.HistoryEvent;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskRetryScheduled;
import dev.durable.history.TaskScheduled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Engine contract: activities that were handed over.
 */
class HandedOverActivitiesIntegrationTests extends EngineContractTests {

	private static final UnaryOperator<EngineSettings> ONE_WORKER = (settings) -> settings.withConcurrency(100, 1)
		.withMaxQueuedActivities(0);

	private static final UnaryOperator<EngineSettings> BRIEFLY = (settings) -> settings
		.withIdleTimeout(Duration.ofMillis(100));

	@Test
	void anActivityForAnyNodeRunsOnceAndIsRecordedOnce() {
		this.code.activity("Echo", String.class, ActivityLocality.ANY_NODE, (context, input) -> input + "!")
			.orchestrator("Echoes", String.class,
					(context, input) -> context.callActivity("Echo", input, String.class).await());
		startEngine();
		String id = client().start("Echoes", "half \ud83d a pair");
		assertThat(output(id)).isEqualTo("\"half \\ud83d a pair!\"");
		assertThat(history(id)).filteredOn(TaskScheduled.class::isInstance)
			.singleElement()
			.satisfies((event) -> assertThat(((TaskScheduled) event).handedOver()).isTrue());
		assertThat(recorded(id, TaskCompleted.class)).isEqualTo(1);
		assertThat(this.code.runs(id)).isEqualTo(1);
		assertThat(rows("durable_activity", id)).isZero();
	}

	@Test
	void aNodeThatIsAloneKeepsWhatItHasNoRoomFor() {
		fanOut(ActivityLocality.PREFER_LOCAL);
		startEngine(ONE_WORKER);
		String id = client().start("FanOut", 20);
		assertThat(output(id)).isEqualTo("20");
		assertThat(handedOver(id)).isZero();
	}

	@Test
	void whatANodeHasNoRoomForIsHandedOverWhenThereAreOthers() {
		fanOut(ActivityLocality.PREFER_LOCAL);
		startEngine(ONE_WORKER);
		DurableEngine second = startEngine(ONE_WORKER);
		awaitAcquaintance(second);
		String id = client().start("FanOut", 20);
		assertThat(output(id)).isEqualTo("20");
		assertThat(handedOver(id)).isEqualTo(19);
		assertThat(this.code.runs(id)).isEqualTo(20);
	}

	@Test
	void aLocalActivityIsNeverHandedOver() {
		fanOut(ActivityLocality.LOCAL);
		startEngine(ONE_WORKER);
		DurableEngine second = startEngine(ONE_WORKER);
		awaitAcquaintance(second);
		String id = client().start("FanOut", 20);
		assertThat(output(id)).isEqualTo("20");
		assertThat(handedOver(id)).isZero();
	}

	@Test
	void anAttemptThatFailsIsTriedAgainAnywhere() {
		this.code.activity("Flaky", String.class, ActivityLocality.ANY_NODE, (context, input) -> {
			if (context.attempt() < 3) {
				throw new IllegalStateException("not yet");
			}
			return input + " in attempt " + context.attempt();
		})
			.orchestrator("Tries",
					(context, input) -> context
						.callActivity("Flaky", "done", String.class,
								ActivityOptions.retry(RetryPolicy.of(3, Duration.ofMillis(50))))
						.await());
		startEngine();
		startEngine();
		String id = client().start("Tries", null);
		assertThat(output(id)).isEqualTo("\"done in attempt 3\"");
		assertThat(history(id)).filteredOn(TaskRetryScheduled.class::isInstance)
			.hasSize(2)
			.allSatisfy((event) -> assertThat(((TaskRetryScheduled) event).handedOver()).isTrue());
		assertThat(this.code.runs(id)).isEqualTo(3);
	}

	@Test
	void anInstanceThatWaitsForNothingElseLeavesMemoryAndComesBackWithTheResult() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		slow(running, end);
		startEngine(BRIEFLY);
		String id = client().start("Slow", null);
		running.await();
		await().until(() -> !isOwned(id));
		end.countDown();
		assertThat(output(id)).isEqualTo("\"slow\"");
		assertThat(this.code.runs(id)).isEqualTo(1);
	}

	@Test
	void theResultForASuspendedInstanceIsKept() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		slow(running, end);
		startEngine(BRIEFLY);
		String id = client().start("Slow", null);
		running.await();
		client().suspend(id, null);
		end.countDown();
		await().until(() -> recorded(id, TaskCompleted.class) == 1);
		assertThat(runtimeStatus(id)).isEqualTo(RuntimeStatus.SUSPENDED);
		await().until(() -> !isOwned(id));
		client().resume(id, null);
		assertThat(output(id)).isEqualTo("\"slow\"");
		assertThat(this.code.runs(id)).isEqualTo(1);
	}

	@Test
	void theResultForATerminatedInstanceIsDropped() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		slow(running, end);
		DurableEngine engine = startEngine();
		String id = client().start("Slow", null);
		running.await();
		client().terminate(id, null);
		assertThat(finish(id).runtimeStatus()).isEqualTo(RuntimeStatus.TERMINATED);
		assertThat(rows("durable_activity", id)).isZero();
		end.countDown();
		engine.stop();
		assertThat(recorded(id, TaskCompleted.class)).isZero();
		assertThat(rows("durable_message", id)).isZero();
	}

	@Test
	void whatAnEarlierGenerationLeftBehindNeitherRunsNorCounts() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		this.code.activity("Slow", Integer.class, ActivityLocality.ANY_NODE, (context, input) -> {
			if ((Integer) input == 1) {
				running.countDown();
				end.await();
			}
			return "generation " + input;
		}).orchestrator("Again", Integer.class, (context, input) -> {
			Task<String> task = context.callActivity("Slow", input, String.class);
			if ((Integer) input == 2) {
				return task.await();
			}
			context.callActivity("Slow", 3, String.class,
					ActivityOptions.retry(RetryPolicy.of(2, Duration.ofMinutes(1))));
			context.waitForEvent("next", Void.class).await();
			context.continueAsNew(2);
			return null;
		});
		DurableEngine engine = startEngine();
		String id = client().start("Again", 1);
		running.await();
		client().raiseEvent(id, "next", null);
		assertThat(output(id)).isEqualTo("\"generation 2\"");
		end.countDown();
		engine.stop();
		assertThat(recorded(id, TaskCompleted.class)).isEqualTo(1);
		assertThat(rows("durable_activity", id)).isZero();
		assertThat(rows("durable_message", id)).isZero();
	}

	@Test
	void aNodeThatStopsBringsWhatItRunsToAnEnd() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		TestCode first = new TestCode();
		first.activity("Slow", Integer.class, ActivityLocality.ANY_NODE, (context, input) -> {
			running.countDown();
			end.await();
			return input;
		});
		slowFanOut(first);
		DurableEngine stopping = startEngine(first, (settings) -> ONE_WORKER.apply(settings));
		String id = client().start("FanOut", 3);
		running.await();
		TestCode second = new TestCode();
		second.activity("Slow", Integer.class, ActivityLocality.ANY_NODE, (context, input) -> input);
		slowFanOut(second);
		startEngine(second, (settings) -> settings);
		await().until(() -> recorded(id, TaskCompleted.class) == 2);
		Thread stop = new Thread(stopping::stop);
		stop.start();
		end.countDown();
		stop.join();
		assertThat(output(id)).isEqualTo("3");
		assertThat(first.runs(id) + second.runs(id)).isEqualTo(3);
	}

	@Test
	void manyInstancesHandOverMuch() {
		this.code.activity("Any", Integer.class, ActivityLocality.ANY_NODE, (context, input) -> 1);
		this.code.orchestrator("FanOut", Integer.class, (context, input) -> sum(context, "Any", (Integer) input));
		startEngine();
		startEngine();
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			ids.add(client().start("FanOut", 30));
		}
		ids.forEach((id) -> {
			assertThat(output(id)).isEqualTo("30");
			assertThat(this.code.runs(id)).isEqualTo(30);
			assertThat(recorded(id, TaskCompleted.class)).isEqualTo(30);
		});
	}

	private void fanOut(ActivityLocality locality) {
		this.code.activity("Work", Integer.class, locality, (context, input) -> 1)
			.orchestrator("FanOut", Integer.class, (context, input) -> sum(context, "Work", (Integer) input));
	}

	private static void slowFanOut(TestCode code) {
		code.orchestrator("FanOut", Integer.class, (context, input) -> {
			List<Task<Integer>> tasks = IntStream.range(0, (Integer) input)
				.mapToObj((i) -> context.callActivity("Slow", i, Integer.class))
				.toList();
			return context.allOf(tasks).await().size();
		});
	}

	private static int sum(OrchestrationContext context, String activity, int width) {
		List<Task<Integer>> tasks = IntStream.range(0, width)
			.mapToObj((i) -> context.callActivity(activity, i, Integer.class))
			.toList();
		return context.<Integer>allOf(tasks).await().stream().mapToInt(Integer::intValue).sum();
	}

	private void slow(CountDownLatch running, CountDownLatch end) {
		this.code.activity("Slow", Void.class, ActivityLocality.ANY_NODE, (context, input) -> {
			running.countDown();
			end.await();
			return "slow";
		}).orchestrator("Slow", (context, input) -> context.callActivity("Slow", null, String.class).await());
	}

	private static void awaitAcquaintance(DurableEngine engine) {
		await().until(() -> engine.services().node().hasOthers());
	}

	private long handedOver(String instanceId) {
		return history(instanceId).stream().filter(HandedOverActivitiesIntegrationTests::isHandedOver).count();
	}

	private static boolean isHandedOver(HistoryEvent event) {
		return event instanceof TaskScheduled scheduled && scheduled.handedOver();
	}

}
