package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import dev.durable.EventTimeoutException;
import dev.durable.InstanceFinishedException;
import dev.durable.InstanceNotFoundException;
import dev.durable.RuntimeStatus;
import dev.durable.StartOptions;
import dev.durable.TooManyEventsException;
import dev.durable.history.EventRaised;
import dev.durable.history.TaskCompleted;
import org.junit.jupiter.api.Test;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Engine contract: external events and continue-as-new.
 */
class EngineEventsIntegrationTests extends EngineContractTests {

	private static final ParameterizedTypeReference<List<Integer>> NUMBERS = new ParameterizedTypeReference<>() {
	};

	@Test
	void handsEventsOutInOrder() {
		this.code.orchestrator("Collect", (context, input) -> {
			List<Integer> seen = new ArrayList<>();
			while (seen.size() < 30) {
				seen.add(context.waitForEvent("number", Integer.class).await());
			}
			return seen;
		});
		startEngine();
		String id = client().start("Collect", null);
		for (int i = 0; i < 30; i++) {
			client().raiseEvent(id, (i % 2 == 0) ? "number" : "NUMBER", i);
		}
		assertThat(finish(id).output(NUMBERS)).isEqualTo(IntStream.range(0, 30).boxed().toList());
	}

	@Test
	void waitsForEventsOnlySoLong() {
		this.code.orchestrator("Impatient", (context, input) -> {
			try {
				return context.waitForEvent("never", String.class, Duration.ofMillis(100)).await();
			}
			catch (EventTimeoutException ex) {
				return ex.getMessage();
			}
		});
		startEngine();
		assertThat(output(client().start("Impatient", null))).contains("'never' did not come within PT0.1S");
	}

	@Test
	void losesAndDoublesNoEventWhileItContinuesAsNew() throws Exception {
		int senders = 4;
		int each = 40;
		this.code.orchestrator("Counter", NUMBERS.getType(), (context, input) -> {
			@SuppressWarnings("unchecked")
			List<Integer> seen = new ArrayList<>((input != null) ? (List<Integer>) input : List.of());
			for (int i = 0; i < 3 && seen.size() < senders * each; i++) {
				seen.add(context.waitForEvent("count", Integer.class).await());
			}
			context.setCustomStatus(seen.size());
			if (seen.size() < senders * each) {
				context.continueAsNew(seen);
			}
			return seen;
		});
		startEngine();
		String id = client().start("Counter", null);
		inParallel(senders, (sender) -> {
			for (int i = 0; i < each; i++) {
				client().raiseEvent(id, "count", sender * each + i);
			}
		});
		List<Integer> seen = finish(id).output(NUMBERS);
		assertThat(seen).containsExactlyInAnyOrderElementsOf(IntStream.range(0, senders * each).boxed().toList());
		for (int sender = 0; sender < senders; sender++) {
			int from = sender * each;
			assertThat(seen.stream().filter((number) -> number >= from && number < from + each)).isSorted();
		}
		await("earlier runs are deleted").until(() -> rows("durable_history", id) < 20);
	}

	@Test
	void keepsResultsOfAnEarlierRunOutOfTheNext() throws Exception {
		CountDownLatch next = new CountDownLatch(1);
		CountDownLatch first = new CountDownLatch(1);
		CountDownLatch both = new CountDownLatch(2);
		this.code.activity("Slow", String.class, (context, input) -> {
			first.countDown();
			both.countDown();
			next.await();
			return input;
		}).orchestrator("Again", String.class, (context, input) -> {
			String result = "none";
			if (input != null) {
				result = context.callActivity("Slow", input, String.class).await();
			}
			else {
				context.callActivity("Slow", "first run", String.class);
				context.waitForEvent("go", String.class).await();
				context.continueAsNew("second run");
			}
			return result;
		});
		startEngine();
		String id = client().start("Again", null);
		first.await();
		client().raiseEvent(id, "go", null);
		both.await();
		next.countDown();
		assertThat(output(id)).isEqualTo("\"second run\"");
		assertThat(recorded(id, TaskCompleted.class)).isEqualTo(1);
	}

	@Test
	void keepsEventsThatCameBeforeTheStart() {
		this.code.orchestrator("Later", (context, input) -> context.waitForEvent("early", Integer.class).await()
				+ context.waitForEvent("early", Integer.class).await() + " " + context.currentTime());
		startEngine();
		Instant startAt = Instant.now().plusMillis(1_500);
		String id = client().start("Later", null, StartOptions.DEFAULT.withStartAt(startAt));
		client().raiseEvent(id, "early", 1);
		client().raiseEvent(id, "early", 10);
		assertThat(runtimeStatus(id)).isEqualTo(RuntimeStatus.PENDING);
		String[] output = finish(id).output(String.class).split(" ");
		assertThat(output[0]).isEqualTo("11");
		assertThat(Instant.parse(output[1])).isAfterOrEqualTo(startAt.truncatedTo(ChronoUnit.MICROS));
	}

	@Test
	void refusesEventsBeyondTheLimit() {
		this.code.orchestrator("Busy", (context, input) -> context.waitForEvent("go", String.class).await());
		startEngine((settings) -> settings.withLimits(1_000, 5, 10_000));
		String id = client().start("Busy", null);
		for (int i = 0; i < 5; i++) {
			client().raiseEvent(id, "noise", i);
		}
		assertThatExceptionOfType(TooManyEventsException.class).isThrownBy(() -> client().raiseEvent(id, "noise", 5))
			.withMessageContaining("durable.limits.max-buffered-events")
			.withMessageContaining(id);
		client().terminate(id, null);
		assertThat(finish(id).runtimeStatus()).isEqualTo(RuntimeStatus.TERMINATED);
		assertThat(recorded(id, EventRaised.class)).isEqualTo(5);
	}

	@Test
	void refusesEventsBeyondTheLimitWhileNobodyRunsTheInstance() {
		this.code.orchestrator("Busy", (context, input) -> context.waitForEvent("go", String.class).await());
		newEngine(this.code, (settings) -> settings.withLimits(1_000, 5, 10_000));
		String id = client().start("Busy", null);
		for (int i = 0; i < 5; i++) {
			client().raiseEvent(id, "noise", i);
		}
		assertThatExceptionOfType(TooManyEventsException.class).isThrownBy(() -> client().raiseEvent(id, "noise", 5));
		assertThat(rows("durable_message", id)).isEqualTo(5);
	}

	/**
	 * What was received before the code was replaced takes no room.
	 */
	@Test
	void acceptsEventsUpToTheLimitWhereTheCodeDoesNotFit() {
		UnaryOperator<EngineSettings> limited = (settings) -> settings.withLimits(1_000, 3, 10_000);
		TestCode right = new TestCode().increment().orchestrator("Sum", (context, input) -> {
			int sum = context.callActivity("Increment", 0, Integer.class).await();
			for (int i = 0; i < 8; i++) {
				sum += context.waitForEvent("number", Integer.class).await();
			}
			return sum;
		});
		TestCode wrong = new TestCode().orchestrator("Sum",
				(context, input) -> context.waitForEvent("number", Integer.class).await());
		DurableEngine first = startEngine(right, limited);
		String id = client().start("Sum", null);
		await().until(() -> recorded(id, TaskCompleted.class) == 1);
		for (int i = 1; i <= 5; i++) {
			client().raiseEvent(id, "number", 10);
		}
		first.stop();
		DurableEngine second = startEngine(wrong, limited);
		client().raiseEvent(id, "number", 100);
		await().until(() -> runtimeStatus(id) == RuntimeStatus.SUSPENDED && recorded(id, EventRaised.class) == 6);
		assertThat(isOwned(id)).isTrue();
		client().raiseEvent(id, "number", 100);
		client().raiseEvent(id, "number", 100);
		assertThatExceptionOfType(TooManyEventsException.class).isThrownBy(() -> client().raiseEvent(id, "number", 0));
		second.stop();
		startEngine(right, limited);
		client().resume(id, null);
		assertThat(output(id)).isEqualTo("351");
	}

	@Test
	void refusesEventsForNobody() {
		this.code.orchestrator("Done", (context, input) -> "done");
		startEngine();
		assertThatExceptionOfType(InstanceNotFoundException.class)
			.isThrownBy(() -> client().raiseEvent("nobody", "go", null));
		String id = client().start("Done", null);
		finish(id);
		assertThatExceptionOfType(InstanceFinishedException.class).isThrownBy(() -> client().raiseEvent(id, "go", null))
			.withMessageContaining("Completed");
		assertThat(rows("durable_message", id)).isZero();
	}

	static void inParallel(int threads, Task task) throws Exception {
		ExecutorService pool = Executors.newFixedThreadPool(threads);
		try {
			List<Future<?>> all = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				int number = i;
				all.add(pool.submit(() -> {
					task.run(number);
					return null;
				}));
			}
			for (Future<?> each : all) {
				each.get();
			}
		}
		finally {
			pool.shutdownNow();
		}
	}

	/**
	 * One of several things to do at once.
	 */
	@FunctionalInterface
	interface Task {

		void run(int number) throws Exception;

	}

}
