package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import dev.durable.ActivityOptions;
import dev.durable.FailureDetails;
import dev.durable.OrchestrationStatus;
import dev.durable.RawJson;
import dev.durable.RetryPolicy;
import dev.durable.RuntimeStatus;
import dev.durable.StartOptions;
import dev.durable.Task;
import dev.durable.TaskFailedException;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.history.TimerFired;
import org.junit.jupiter.api.Test;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Engine contract: activities, timers, and what the status of an instance says.
 */
class EngineStepsIntegrationTests extends EngineContractTests {

	@Test
	void runsOneActivityAfterTheOther() {
		this.code.increment().orchestrator("Steps", Integer.class, (context, input) -> {
			int value = (Integer) input;
			for (int i = 0; i < 5; i++) {
				value = context.callActivity("Increment", value, Integer.class).await();
			}
			return value;
		});
		startEngine();
		String id = client().start("Steps", 10);
		assertThat(output(id)).isEqualTo("15");
		assertThat(this.code.runs(id)).isEqualTo(5);
		assertThat(recorded(id, TaskCompleted.class)).isEqualTo(5);
		assertThat(rows("durable_history", id)).isEqualTo(7);
	}

	@Test
	void fansOutOverAllItsWorkers() throws Exception {
		CountDownLatch allThere = new CountDownLatch(8);
		this.code.activity("Meet", Integer.class, (context, input) -> {
			allThere.countDown();
			allThere.await();
			return (Integer) input * 2;
		}).orchestrator("FanOut", (context, input) -> {
			List<Task<Integer>> tasks = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				tasks.add(context.callActivity("Meet", i, Integer.class));
			}
			return context.<Integer>allOf(tasks).await();
		});
		startEngine();
		assertThat(output(client().start("FanOut", null))).isEqualTo("[0,2,4,6,8,10,12,14]");
	}

	@Test
	void runsNoMoreActivitiesAtOnceThanAllowed() {
		Gauge gauge = new Gauge();
		this.code.activity("Count", Integer.class, (context, input) -> gauge.pass())
			.orchestrator("FanOut", (context, input) -> {
				List<Task<Integer>> tasks = new ArrayList<>();
				for (int i = 0; i < 20; i++) {
					tasks.add(context.callActivity("Count", i, Integer.class));
				}
				return context.<Integer>allOf(tasks).await().size();
			});
		startEngine((settings) -> settings.withConcurrency(100, 3));
		assertThat(output(client().start("FanOut", null))).isEqualTo("20");
		assertThat(gauge.highest).isBetween(1, 3);
	}

	@Test
	void runsNoMoreActivitiesAtOnceThanAllowedWhereTheirResultsAreAwaited() {
		Gauge gauge = new Gauge();
		this.code.activity("Count", Integer.class, (context, input) -> gauge.pass())
			.orchestrator("Wait", (context, input) -> {
				int last = 0;
				for (int i = 0; i < 3; i++) {
					last = context.callActivity("Count", i, Integer.class).await();
				}
				return last;
			});
		startEngine((settings) -> settings.withConcurrency(100, 2));
		List<String> ids = IntStream.range(0, 20).mapToObj((i) -> client().start("Wait", null)).toList();
		ids.forEach((id) -> assertThat(finish(id).runtimeStatus()).isEqualTo(RuntimeStatus.COMPLETED));
		assertThat(gauge.highest).isBetween(1, 2);
	}

	@Test
	void takesWhatComesWhileItsThreadRunsAnActivity() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch mayEnd = new CountDownLatch(1);
		this.code.activity("Slow", Void.class, (context, input) -> {
			running.countDown();
			mayEnd.await();
			return Thread.currentThread().getName();
		}).orchestrator("Wait", (context, input) -> {
			Task<String> event = context.waitForEvent("Go", String.class);
			String thread = context.callActivity("Slow", null, String.class).await();
			return List.of(event.isDone(), event.await(), thread.equals(Thread.currentThread().getName()));
		});
		startEngine();
		String id = client().start("Wait", null);
		running.await();
		client().raiseEvent(id, "Go", "now");
		client().suspend(id, null);
		client().resume(id, null);
		assertThat(client().status(id).orElseThrow().runtimeStatus()).isEqualTo(RuntimeStatus.RUNNING);
		mayEnd.countDown();
		assertThat(output(id)).isEqualTo("[true,\"now\",true]");
	}

	@Test
	void runsNoActivityInATransactionThatItsCodeHasBegun() {
		this.code
			.activity("Look", Void.class,
					(context, input) -> TransactionSynchronizationManager.isActualTransactionActive())
			.orchestrator("Begin", (context, input) -> {
				TransactionSynchronizationManager.setActualTransactionActive(true);
				boolean seen = context.callActivity("Look", null, Boolean.class).await();
				TransactionSynchronizationManager.setActualTransactionActive(false);
				return seen;
			});
		startEngine();
		assertThat(output(client().start("Begin", null))).isEqualTo("false");
	}

	@Test
	void goesOnWithoutAnActivityThatItDoesNotWaitForAlone() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch mayEnd = new CountDownLatch(1);
		this.code.activity("Slow", Void.class, (context, input) -> {
			running.countDown();
			mayEnd.await();
			return "slow";
		}).orchestrator("Race", (context, input) -> {
			Task<String> event = context.waitForEvent("Go", String.class);
			Task<String> activity = context.callActivity("Slow", null, String.class);
			return (context.anyOf(event, activity).await() == event) ? event.await() : activity.await();
		});
		startEngine();
		String id = client().start("Race", null);
		running.await();
		client().raiseEvent(id, "Go", "event");
		assertThat(output(id)).isEqualTo("\"event\"");
		mayEnd.countDown();
	}

	@Test
	void triesAgainUntilItSucceeds() {
		this.code.activity("Flaky", Void.class, (context, input) -> {
			if (context.attempt() < 3) {
				throw new IllegalStateException("attempt " + context.attempt());
			}
			return context.attempt() + " " + context.idempotencyKey();
		})
			.orchestrator("Retry",
					(context, input) -> context
						.callActivity("Flaky", null, String.class,
								ActivityOptions.retry(RetryPolicy.of(5, Duration.ofMillis(20)).backoff(2)))
						.await());
		startEngine();
		String id = client().start("Retry", null);
		assertThat(output(id)).startsWith("\"3 ");
		assertThat(recorded(id, TaskFailed.class)).isEqualTo(2);
		assertThat(this.code.runs(id)).isEqualTo(3);
	}

	@Test
	void keepsHowItFailedWithAllCauses() {
		this.code.activity("Break", Void.class, (context, input) -> {
			throw new IllegalStateException("outer", new java.io.IOException("inner\u0000"));
		}).orchestrator("Fails", (context, input) -> context.callActivity("Break", null, String.class).await());
		startEngine();
		OrchestrationStatus status = finish(client().start("Fails", null));
		assertThat(status.runtimeStatus()).isEqualTo(RuntimeStatus.FAILED);
		assertThat(status.output()).isNull();
		FailureDetails failure = status.failure();
		assertThat(failure.errorType()).isEqualTo(TaskFailedException.class.getName());
		assertThat(failure.cause().errorType()).isEqualTo("java.lang.IllegalStateException");
		assertThat(failure.cause().stackTrace()).contains(EngineStepsIntegrationTests.class.getName());
		assertThat(failure.cause().cause().message()).isEqualTo("inner\u0000");
	}

	@Test
	void failsCallsOfActivitiesThatDoNotExist() {
		this.code.increment()
			.orchestrator("Lost", (context, input) -> context.callActivity("Nowhere", null, String.class).await());
		startEngine();
		assertThat(finish(client().start("Lost", null)).failure().message()).contains("'Nowhere'")
			.contains("Increment");
	}

	@Test
	void waitsForTimers() {
		this.code.orchestrator("Sleeps", (context, input) -> {
			Task<?> late = context.createTimer(Duration.ofHours(1));
			Task<?> soon = context.createTimer(Duration.ofMillis(100));
			return context.anyOf(late, soon).await() == soon;
		});
		startEngine();
		String id = client().start("Sleeps", null);
		assertThat(output(id)).isEqualTo("true");
		assertThat(recorded(id, TimerFired.class)).isEqualTo(1);
	}

	@Test
	void passesGenericTypesAndRawJsonOn() {
		this.code.activity("Lines", RawJson.class, (context, input) -> List.of(new Line("a", 1), new Line("b", 2)))
			.orchestrator("Types", RawJson.class, (context, input) -> {
				List<Line> lines = context.callActivity("Lines", input, new ParameterizedTypeReference<List<Line>>() {
				}, ActivityOptions.DEFAULT).await();
				return lines.stream().map(Line::article).toList();
			});
		startEngine();
		String id = client().start("Types", new RawJson("{\"n\": 1.0, \"big\": 1e400}"));
		OrchestrationStatus status = finish(id);
		assertThat(status.input()).isEqualTo(new RawJson("{\"n\": 1.0, \"big\": 1e400}"));
		assertThat(status.output(new ParameterizedTypeReference<List<String>>() {
		})).containsExactly("a", "b");
	}

	@Test
	void keepsCharactersThatDatabasesFindHard() {
		String text = "\\u0000 \\ud83d \\ude00 \u2028 é 😀 \\\" \\\\ '";
		this.code.activity("Echo", RawJson.class, (context, input) -> input)
			.orchestrator("Echo", RawJson.class,
					(context, input) -> context.callActivity("Echo", input, RawJson.class).await());
		startEngine();
		assertThat(output(client().start("Echo", new RawJson('"' + text + '"')))).isEqualTo('"' + text + '"');
	}

	@Test
	void tellsItsStatusWhileItRuns() {
		this.code.orchestrator("Waits", "2.1", String.class, (context, input) -> {
			context.setCustomStatus(new Line("half", 50));
			context.waitForEvent("go", String.class).await();
			context.setCustomStatus(null);
			return "done";
		});
		startEngine();
		String id = client().start("Waits", "in", StartOptions.DEFAULT.withTag("customer", "c-1"));
		await().until(() -> client().status(id).orElseThrow().customStatus() != null);
		OrchestrationStatus running = client().status(id).orElseThrow();
		assertThat(running.name()).isEqualTo("Waits");
		assertThat(running.version()).isEqualTo("2.1");
		assertThat(running.instanceId()).isEqualTo(id);
		assertThat(running.runtimeStatus()).isEqualTo(RuntimeStatus.RUNNING);
		assertThat(running.input()).isEqualTo(new RawJson("\"in\""));
		assertThat(running.customStatus(Line.class)).isEqualTo(new Line("half", 50));
		assertThat(running.output()).isNull();
		assertThat(running.output(String.class)).isNull();
		assertThat(running.failure()).isNull();
		assertThat(running.tags()).containsOnlyKeys("customer").containsEntry("customer", "c-1");
		assertThat(running.parentInstanceId()).isNull();
		assertThat(running.lastUpdatedTime()).isAfterOrEqualTo(running.createdTime());
		client().raiseEvent(id, "go", null);
		OrchestrationStatus done = finish(id);
		assertThat(done.output(String.class)).isEqualTo("done");
		assertThat(done.customStatus()).isNull();
		assertThat(done.createdTime()).isEqualTo(running.createdTime());
		assertThat(done.lastUpdatedTime()).isAfterOrEqualTo(running.lastUpdatedTime());
	}

	/**
	 * How many are in a place at once.
	 */
	private static final class Gauge {

		private int inside;

		private int highest;

		int pass() {
			synchronized (this) {
				this.inside++;
				this.highest = Math.max(this.highest, this.inside);
			}
			for (int i = 0; i < 1_000; i++) {
				Thread.yield();
			}
			synchronized (this) {
				return this.inside--;
			}
		}

	}

	/**
	 * Something with a type.
	 */
	record Line(String article, int quantity) {

	}

}
