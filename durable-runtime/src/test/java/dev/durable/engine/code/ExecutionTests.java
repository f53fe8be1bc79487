package dev.durable.engine.code;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import dev.durable.ActivityOptions;
import dev.durable.FailureDetails;
import dev.durable.OrchestrationContext;
import dev.durable.RetryPolicy;
import dev.durable.RuntimeStatus;
import dev.durable.Task;
import dev.durable.TaskFailedException;
import dev.durable.engine.OrchestratorDefinition;
import dev.durable.history.EventRaised;
import dev.durable.history.ExecutionCompleted;
import dev.durable.history.ExecutionStarted;
import dev.durable.history.ExecutionTerminated;
import dev.durable.history.SubOrchestrationCompleted;
import dev.durable.history.SubOrchestrationCreated;
import dev.durable.history.SubOrchestrationFailed;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.history.TaskScheduled;
import dev.durable.history.TimerFired;
import dev.durable.serialization.DataConversionException;
import org.junit.jupiter.api.Test;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Execution}: activities, sub-orchestrations and how tasks combine.
 */
class ExecutionTests {

	private static final FailureDetails FAILURE = new FailureDetails("java.io.IOException", "no paper", "\tat a.B.c()",
			new FailureDetails("java.lang.IllegalStateException", "jam", null, null));

	@Test
	void callsOneActivityAfterTheOther() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			int one = context.callActivity("Add", 1, Integer.class).await();
			return context.callActivity("Add", one, Integer.class).await();
		});
		assertThat(run.turn()).containsExactly(new TaskScheduled(1, "Add", "1"));
		assertThat(run.turn(new TaskCompleted(1, 1, "5"))).containsExactly(new TaskScheduled(2, "Add", "5"));
		assertThat(run.turn(new TaskCompleted(2, 1, "6")))
			.containsExactly(new ExecutionCompleted(RuntimeStatus.COMPLETED, "6", null));
		assertThat(run.hasEnded()).isTrue();
	}

	@Test
	void runsNoCodeInTurnZero() {
		List<String> steps = new ArrayList<>();
		OrchestratorRun run = OrchestratorRun.of((context, input) -> steps.add("ran"));
		assertThat(steps).isEmpty();
		run.turn();
		assertThat(steps).containsExactly("ran");
	}

	@Test
	void getsItsInputAsItsType() {
		OrchestratorDefinition code = new OrchestratorDefinition("Test", "",
				new ParameterizedTypeReference<List<Long>>() {
				}.getType(), (context, input) -> ((List<?>) input).get(0).getClass().getSimpleName());
		OrchestratorRun run = OrchestratorRun.of(code, OrchestratorRun.LIMITS,
				new ExecutionStarted("Test", "", "[3]", null));
		run.turn();
		assertThat(run.output()).isEqualTo("\"Long\"");
	}

	@Test
	void failsWhenItsInputDoesNotFit() {
		OrchestratorDefinition code = new OrchestratorDefinition("Test", "", Integer.class, (context, input) -> input);
		OrchestratorRun run = OrchestratorRun.of(code, OrchestratorRun.LIMITS,
				new ExecutionStarted("Test", "", "\"three\"", null));
		run.turn();
		assertThat(run.failure().failure().errorType()).endsWith("DataConversionException");
	}

	@Test
	void aResultThatCannotBeReadFailsTheCall() {
		OrchestratorRun run = OrchestratorRun
			.of((context, input) -> context.callActivity("Call", null, Unreadable.class).await());
		run.turn();
		run.turn(new TaskCompleted(1, 1, "{}"));
		assertThat(run.failure().failure().errorType()).isEqualTo(DataConversionException.class.getName());
		assertThat(run.failure().failure().message()).contains("'Call'", "cannot be read");
	}

	@Test
	void anEventThatCannotBeReadFailsTheWait() {
		OrchestratorRun run = OrchestratorRun
			.of((context, input) -> context.waitForEvent("go", Unreadable.class).await());
		run.turn();
		run.turn(new EventRaised("go", "{}"));
		assertThat(run.failure().failure().errorType()).isEqualTo(DataConversionException.class.getName());
		assertThat(run.failure().failure().message()).contains("'go'", "cannot be read");
	}

	@Test
	void thatThereIsNoMemoryToReadSomethingIsNoOutcome() {
		OrchestratorRun call = OrchestratorRun
			.of((context, input) -> context.callActivity("Call", null, TooLarge.class).await());
		call.turn();
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> call.turn(new TaskCompleted(1, 1, "{}")));
		OrchestratorRun wait = OrchestratorRun
			.of((context, input) -> context.waitForEvent("go", TooLarge.class).await());
		wait.turn();
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> wait.turn(new EventRaised("go", "{}")));
	}

	@Test
	void knowsWhatItIs() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> context.instanceId() + " " + context.name() + " "
				+ context.version() + " " + context.parentInstanceId());
		run.turn();
		assertThat(run.output()).isEqualTo("\"test-1 Test null parent-1\"");
	}

	@Test
	void fansOutAndWaitsForAllWhateverTheOrder() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> context.allOf(calls(context, 3)).await());
		assertThat(run.turn()).hasSize(3);
		assertThat(run.turn(new TaskCompleted(3, 1, "\"c\""))).isEmpty();
		assertThat(run.turn(new TaskCompleted(1, 1, "\"a\""), new TaskCompleted(2, 1, "\"b\""))).hasSize(1);
		assertThat(run.output()).isEqualTo("[\"a\",\"b\",\"c\"]");
	}

	@Test
	void allOfFailsWithTheFirstInTheListOnceAllAreDone() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> context.allOf(calls(context, 3)).await());
		run.turn();
		assertThat(run.turn(new TaskFailed(3, 1, FAILURE))).isEmpty();
		assertThat(run.turn(new TaskFailed(2, 1, FAILURE))).isEmpty();
		run.turn(new TaskCompleted(1, 1, null));
		assertThat(run.failure().failure().message()).contains("(#2)");
	}

	@Test
	void allOfNothingIsDone() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> context.allOf(List.<Task<String>>of()).await());
		run.turn();
		assertThat(run.output()).isEqualTo("[]");
	}

	@Test
	void anyOfNothingIsRefused() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			assertThatIllegalArgumentException().isThrownBy(() -> context.anyOf(List.of()));
			return "refused";
		});
		run.turn();
		assertThat(run.output()).isEqualTo("\"refused\"");
	}

	@Test
	void anyOfIsTheOneWhoseIncidentCameFirst() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			List<Task<String>> calls = calls(context, 3);
			return calls.indexOf(context.anyOf(calls).await());
		});
		run.turn();
		run.turn(new TaskCompleted(3, 1, null), new TaskCompleted(2, 1, null), new TaskCompleted(1, 1, null));
		assertThat(run.output()).isEqualTo("2");
	}

	@Test
	void anyOfTakesFailuresAndMappedTasks() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			Task<String> mapped = context.callActivity("A", null, String.class).thenApply((text) -> text + "!");
			Task<?> first = context.anyOf(context.callActivity("B", null, String.class), mapped).await();
			return (first == mapped) + " " + first.isFailed();
		});
		run.turn();
		run.turn(new TaskFailed(1, 1, FAILURE));
		assertThat(run.output()).isEqualTo("\"true true\"");
	}

	@Test
	void tellsHowAnActivityFailed() {
		AtomicReference<TaskFailedException> seen = new AtomicReference<>();
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			try {
				return context.callActivity("Print", null, String.class).await();
			}
			catch (TaskFailedException ex) {
				seen.set(ex);
				throw new IllegalStateException("gave up", ex);
			}
		});
		run.turn();
		run.turn(new TaskFailed(1, 1, FAILURE));
		assertThat(seen.get().taskId()).isEqualTo(1);
		assertThat(seen.get().taskName()).isEqualTo("Print");
		assertThat(seen.get().failure()).isEqualTo(FAILURE);
		FailureDetails failure = run.failure().failure();
		assertThat(failure.errorType()).isEqualTo("java.lang.IllegalStateException");
		assertThat(failure.message()).isEqualTo("gave up");
		assertThat(failure.stackTrace()).contains(ExecutionTests.class.getName());
		assertThat(failure.cause().errorType()).isEqualTo(TaskFailedException.class.getName());
		assertThat(failure.cause().cause()).isEqualTo(FAILURE);
	}

	@Test
	void failsTheTaskWhoseResultDoesNotFit() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			Task<Integer> task = context.callActivity("Count", null, int.class);
			return task.await();
		});
		run.turn();
		run.turn(new TaskCompleted(1, 1, "\"many\""));
		assertThat(run.failure().failure().message()).contains("The result of 'Count' (#1) does not fit");
	}

	@Test
	void dropsResultsOfTasksThatAreNotOpen() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			String first = context.callActivity("A", null, String.class).await();
			return first + context.callActivity("B", null, String.class).await();
		});
		run.turn();
		run.turn(new TaskCompleted(1, 1, "\"a\""), new TaskCompleted(1, 1, "\"x\""), new TaskFailed(1, 1, FAILURE));
		assertThat(run.turn(new TaskCompleted(2, 2, "\"y\""), new TaskCompleted(7, 1, "\"z\""))).isEmpty();
		run.turn(new TaskCompleted(2, 1, "\"b\""));
		assertThat(run.output()).isEqualTo("\"ab\"");
	}

	@Test
	void outcomesOfChildrenAndTimersCountOnce() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			String first = context.callSubOrchestration("Child", null, String.class).await();
			context.sleep(Duration.ofSeconds(1));
			return first + context.callSubOrchestration("Child", null, String.class).await();
		});
		run.turn();
		run.turn(new SubOrchestrationCompleted(1, "\"a\""), new SubOrchestrationCompleted(1, "\"x\""),
				new SubOrchestrationFailed(1, FAILURE));
		assertThat(run.turn(new TimerFired(2), new TimerFired(2))).hasSize(1);
		assertThat(run.turn(new SubOrchestrationFailed(1, FAILURE), new SubOrchestrationCompleted(2, "\"y\""),
				new TimerFired(3)))
			.isEmpty();
		run.turn(new SubOrchestrationCompleted(3, "\"b\""));
		assertThat(run.output()).isEqualTo("\"ab\"");
	}

	@Test
	void knowsWhetherTheCodeWaitsForOneTaskOnly() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			List<Task<String>> calls = calls(context, 2);
			context.anyOf(calls).await();
			return calls.get(0).await();
		});
		run.turn();
		assertThat(run.execution().awaitsOnly(1)).isFalse();
		assertThat(run.execution().awaitsOnly(2)).isFalse();
		run.turn(new TaskCompleted(2, 1, null));
		assertThat(run.execution().awaitsOnly(1)).isTrue();
		assertThat(run.execution().awaitsOnly(2)).isFalse();
		run.turn(new TaskCompleted(1, 1, null));
		assertThat(run.execution().awaitsOnly(1)).isFalse();
	}

	@Test
	void startsChildrenUnderDerivedIdsThatNoOtherHas() {
		OrchestratorDefinition.Code code = (context, input) -> {
			Task<String> one = context.callSubOrchestration("Child", 1, String.class);
			Task<String> two = context.callSubOrchestration("Versioned", null, String.class);
			try {
				two.await();
			}
			catch (TaskFailedException ex) {
				return one.await() + " " + ex.failure().cause().message();
			}
			return null;
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		List<SubOrchestrationCreated> created = run.turn().stream().map(SubOrchestrationCreated.class::cast).toList();
		assertThat(created.get(0))
			.isEqualTo(new SubOrchestrationCreated(1, "Child", "", created.get(0).instanceId(), "1"));
		assertThat(created.get(1).version()).isEqualTo("7");
		assertThat(created.get(0).instanceId()).isNotEqualTo(created.get(1).instanceId());
		run.turn(new SubOrchestrationCompleted(1, "\"fine\""), new SubOrchestrationFailed(2, FAILURE));
		assertThat(run.output()).isEqualTo("\"fine jam\"");
	}

	@Test
	void tasksBelongToTheThreadOfTheOrchestrator() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			Task<String> task = context.callActivity("A", null, String.class);
			Thread foreign = new Thread(() -> {
				assertForeign(task::await);
				assertForeign(task::isDone);
				assertForeign(task::isFailed);
				assertForeign(() -> task.thenApply((text) -> text).await());
				assertForeign(() -> context.callActivity("B", null, String.class));
				assertForeign(() -> context.callSubOrchestration("B", null, String.class));
				assertForeign(() -> context.createTimer(OrchestratorRun.START));
				assertForeign(() -> context.waitForEvent("e", String.class));
				assertForeign(() -> context.allOf(List.of(task)));
				assertForeign(() -> context.anyOf(task));
				assertForeign(() -> context.setCustomStatus("x"));
				assertForeign(() -> context.continueAsNew("x"));
				assertForeign(context::newUuid);
				assertForeign(context::random);
				assertForeign(() -> context.activities(Runnable.class));
			});
			AtomicReference<Throwable> problem = new AtomicReference<>();
			foreign.setUncaughtExceptionHandler((thread, ex) -> problem.set(ex));
			foreign.start();
			foreign.join();
			assertThat(problem.get()).isNull();
			return task.await();
		});
		assertThat(run.turn()).containsExactly(new TaskScheduled(1, "A", null));
		run.turn(new TaskCompleted(1, 1, "\"a\""));
		assertThat(run.output()).isEqualTo("\"a\"");
	}

	@Test
	void terminationEndsBeforeTheNextStep() {
		List<String> steps = new ArrayList<>();
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			context.callActivity("A", null, String.class).await();
			return steps.add("after");
		});
		run.turn();
		assertThat(run.turn(new TaskCompleted(1, 1, null), new ExecutionTerminated("enough")))
			.containsExactly(new ExecutionCompleted(RuntimeStatus.TERMINATED, "\"enough\"", null));
		assertThat(steps).isEmpty();
	}

	@Test
	void nothingIsDecidedAfterATermination() {
		ActivityOptions retries = ActivityOptions.retry(RetryPolicy.of(3, Duration.ofSeconds(5)));
		OrchestratorRun run = OrchestratorRun
			.of((context, input) -> context.callActivity("A", null, String.class, retries).await());
		run.turn();
		assertThat(run.turn(new ExecutionTerminated("first"), new TaskFailed(1, 1, FAILURE),
				new ExecutionTerminated("second")))
			.containsExactly(new ExecutionCompleted(RuntimeStatus.TERMINATED, "\"first\"", null));
		assertThat(run.execution().hasReleasable()).isFalse();
	}

	private static void assertForeign(Runnable use) {
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(use::run)
			.withMessageContaining("'test-1'")
			.withMessageContaining("own thread only");
	}

	private static List<Task<String>> calls(OrchestrationContext context, int number) {
		List<Task<String>> tasks = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			tasks.add(context.callActivity("Call", i, String.class));
		}
		return tasks;
	}

	/**
	 * What a language calls an error that says that something is not implemented.
	 */
	private static final class Unreadable {

		Unreadable() {
			throw new AssertionError("cannot be read");
		}

	}

	/**
	 * What there is no memory for.
	 */
	private static final class TooLarge {

		TooLarge() {
			throw new OutOfMemoryError("for a test");
		}

	}

}
