package dev.durable.engine.code;

import java.util.ArrayList;
import java.util.List;

import dev.durable.FailureDetails;
import dev.durable.Task;
import dev.durable.TaskFailedException;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.history.TaskScheduled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@code map} and {@code thenApply} of orchestrations.
 */
class TaskCompositionTests {

	private static final FailureDetails FAILURE = new FailureDetails("x.Broken", "broken", null, null);

	@Test
	void mapKeepsNoMoreUnderWayThanAllowed() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> context.map(List.of(1, 2, 3, 4, 5), 2,
				(item) -> context.callActivity("Pack", item, Integer.class)));
		assertThat(run.turn()).containsExactly(new TaskScheduled(1, "Pack", "1"), new TaskScheduled(2, "Pack", "2"));
		assertThat(run.turn(new TaskCompleted(2, 1, "20"))).containsExactly(new TaskScheduled(3, "Pack", "3"));
		assertThat(run.turn(new TaskCompleted(3, 1, "30"), new TaskCompleted(1, 1, "10")))
			.containsExactly(new TaskScheduled(4, "Pack", "4"), new TaskScheduled(5, "Pack", "5"));
		run.turn(new TaskCompleted(5, 1, "50"), new TaskCompleted(4, 1, "40"));
		assertThat(run.output()).isEqualTo("[10,20,30,40,50]");
	}

	@Test
	void mapBeginsNothingAfterAFailure() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> context.map(List.of(1, 2, 3), 1,
				(item) -> context.callActivity("Pack", item, Integer.class)));
		assertThat(run.turn()).hasSize(1);
		run.turn(new TaskFailed(1, 1, FAILURE));
		assertThat(run.failure().failure().errorType()).isEqualTo(TaskFailedException.class.getName());
		assertThat(run.history().get(2).events()).doesNotContain("TaskScheduled");
	}

	@Test
	void mapSeesEachFailureBeforeItBeginsMore() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> context.map(List.of(1, 2, 3), 2,
				(item) -> context.callActivity("Pack", item, Integer.class)));
		assertThat(run.turn()).hasSize(2);
		assertThat(run.turn(new TaskCompleted(1, 1, "10"), new TaskFailed(2, 1, FAILURE)))
			.noneMatch(TaskScheduled.class::isInstance);
		assertThat(run.failure().failure().errorType()).isEqualTo(TaskFailedException.class.getName());
	}

	@Test
	void mapOfNothingIsEmptyAndNeedsRoomForOne() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			assertThatIllegalArgumentException().isThrownBy(() -> context.map(List.of(1), 0, (item) -> null))
				.withMessageContaining("'maxParallel'");
			return context.map(List.of(), 1, (item) -> context.callActivity("Pack", item, Integer.class));
		});
		run.turn();
		assertThat(run.output()).isEqualTo("[]");
	}

	@Test
	void thenApplyRunsItsFunctionOnceOnTheOrchestratorsThread() {
		List<String> threads = new ArrayList<>();
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			Task<String> task = context.callActivity("A", null, Integer.class).thenApply((number) -> {
				threads.add(Thread.currentThread().getName());
				return number + 1;
			}).thenApply((number) -> "got " + number);
			assertThat(task.isDone()).isFalse();
			assertThat(task.isFailed()).isFalse();
			String result = task.await();
			assertThat(task.isDone()).isTrue();
			assertThat(task.isFailed()).isFalse();
			assertThat(task.await()).isEqualTo(result);
			return result;
		});
		run.turn();
		run.turn(new TaskCompleted(1, 1, "1"));
		assertThat(run.output()).isEqualTo("\"got 2\"");
		assertThat(threads).containsExactly("durable-test-1");
	}

	@Test
	void thenApplyPassesFailuresOn() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			List<String> ran = new ArrayList<>();
			Task<Boolean> task = context.callActivity("A", null, Integer.class).thenApply((number) -> ran.add("ran"));
			assertThatExceptionOfType(TaskFailedException.class).isThrownBy(task::await);
			assertThat(task.isFailed()).isTrue();
			return ran;
		});
		run.turn();
		run.turn(new TaskFailed(1, 1, FAILURE));
		assertThat(run.output()).isEqualTo("[]");
	}

	@Test
	void thenApplyFailsWithItsFunction() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			Task<Integer> task = context.callActivity("A", null, Integer.class).thenApply((number) -> 1 / (number - 1));
			context.anyOf(task).await();
			assertThat(task.isFailed()).isTrue();
			assertThatExceptionOfType(ArithmeticException.class).isThrownBy(task::await);
			return "failed";
		});
		run.turn();
		run.turn(new TaskCompleted(1, 1, "1"));
		assertThat(run.output()).isEqualTo("\"failed\"");
	}

	@Test
	void tasksAnswerAsOftenAsTheyAreAsked() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			Task<String> task = context.callActivity("A", null, String.class);
			return task.await() + task.await();
		});
		run.turn();
		run.turn(new TaskCompleted(1, 1, "\"a\""));
		assertThat(run.output()).isEqualTo("\"aa\"");
	}

}
