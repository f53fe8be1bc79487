package dev.durable.engine.code;

import java.util.List;

import dev.durable.Activity;
import dev.durable.ActivityContext;
import dev.durable.ActivityOptions;
import dev.durable.FailureDetails;
import dev.durable.RetryPolicy;
import dev.durable.TaskFailedException;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.history.TaskRetryScheduled;
import dev.durable.history.TaskScheduled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ActivityStubs}.
 */
class ActivityStubsTests {

	@Test
	void callsActivitiesOfAnInterface() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			Payments payments = context.activities(Payments.class);
			List<Receipt> receipts = payments.charge(new Order("o-1", 3));
			int sum = payments.sum();
			payments.log(null, "text");
			return receipts.get(0).number() + sum;
		});
		assertThat(run.turn()).containsExactly(new TaskScheduled(1, "Charge it", "{\"id\":\"o-1\",\"lines\":3}"));
		assertThat(run.turn(new TaskCompleted(1, 1, "[{\"number\":40}]")))
			.containsExactly(new TaskScheduled(2, "sum", null));
		assertThat(run.turn(new TaskCompleted(2, 1, "2"))).containsExactly(new TaskScheduled(3, "log", "\"text\""));
		run.turn(new TaskCompleted(3, 1, "\"ignored\""));
		assertThat(run.output()).isEqualTo("42");
	}

	@Test
	void callsActivitiesOfAClassWithoutCreatingIt() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> context.activities(Printer.class).print("page"));
		assertThat(run.turn()).containsExactly(new TaskScheduled(1, "print", "\"page\""));
		run.turn(new TaskCompleted(1, 1, "\"printed\""));
		assertThat(run.output()).isEqualTo("\"printed\"");
	}

	@Test
	void resolvesTypesThatASubtypeGives() {
		OrchestratorRun run = OrchestratorRun
			.of((context, input) -> context.activities(OrderStore.class).load("o-1").lines());
		run.turn();
		run.turn(new TaskCompleted(1, 1, "{\"id\":\"o-1\",\"lines\":5}"));
		assertThat(run.output()).isEqualTo("5");
	}

	@Test
	void throwsWhatFailed() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			assertThatExceptionOfType(TaskFailedException.class)
				.isThrownBy(() -> context.activities(Payments.class).sum())
				.withMessageContaining("jam");
			return "failed";
		});
		run.turn();
		run.turn(new TaskFailed(1, 1, new FailureDetails("x.Broken", "jam", null, null)));
		assertThat(run.output()).isEqualTo("\"failed\"");
	}

	@Test
	void usesItsOptions() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> context
			.activities(Payments.class, ActivityOptions.retry(RetryPolicy.of(2, java.time.Duration.ZERO)))
			.sum());
		run.turn();
		assertThat(run.turn(new TaskFailed(1, 1, new FailureDetails("x.Broken", "jam", null, null)))).singleElement()
			.isInstanceOf(TaskRetryScheduled.class);
	}

	@Test
	void refusesMethodsThatAreNoActivities() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> context.activities(Payments.class).helper())
				.withMessageContaining("'helper'")
				.withMessageContaining(Payments.class.getName())
				.withMessageContaining("@Activity");
			return "refused";
		});
		run.turn();
		assertThat(run.output()).isEqualTo("\"refused\"");
	}

	@Test
	void isAnObjectLikeOthers() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			Payments payments = context.activities(Payments.class);
			assertThat(payments).hasToString("Activities of " + Payments.class.getName())
				.isEqualTo(payments)
				.hasSameHashCodeAs(payments);
			return "fine";
		});
		assertThat(run.turn()).hasSize(1);
		assertThat(run.output()).isEqualTo("\"fine\"");
	}

	/**
	 * Activities on an interface.
	 */
	interface Payments {

		@Activity("Charge it")
		List<Receipt> charge(Order order);

		@Activity
		int sum();

		@Activity
		void log(ActivityContext context, String text);

		void helper();

	}

	/**
	 * Activities of a type yet to be given.
	 *
	 * @param <T> the type
	 */
	interface Store<T> {

		@Activity
		T load(String id);

	}

	/**
	 * Activities of a given type.
	 */
	interface OrderStore extends Store<Order> {

	}

	/**
	 * Activities on a class that nobody may create here.
	 */
	static class Printer {

		Printer(String name) {
			throw new IllegalStateException("created " + name);
		}

		@Activity
		String print(String text) {
			throw new IllegalStateException("called with " + text);
		}

	}

	/**
	 * An input.
	 */
	record Order(String id, int lines) {

	}

	/**
	 * A result.
	 */
	record Receipt(int number) {

	}

}
