package dev.durable.engine.code;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;

import dev.durable.ActivityOptions;
import dev.durable.FailureDetails;
import dev.durable.RetryPolicy;
import dev.durable.TaskFailedException;
import dev.durable.engine.OrchestratorDefinition;
import dev.durable.history.ExecutionCompleted;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.history.TaskRetryScheduled;
import dev.durable.history.TaskScheduled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Execution}: activities that are tried again.
 */
class RetryTests {

	private static final FailureDetails FAILURE = new FailureDetails("x.Broken", "broken", null, null);

	private static final Instant SECOND_TURN = OrchestratorRun.START.plusSeconds(2);

	private static final RetryPolicy THREE = RetryPolicy.of(3, Duration.ofSeconds(5)).backoff(2);

	@Test
	void triesAgainAsThePolicySays() {
		OrchestratorRun run = OrchestratorRun.of(calling(THREE));
		run.turn();
		assertThat(run.execution().openActivities()).containsExactly(new OpenActivity(1, 1, "Flaky", "1", null));
		assertThat(run.turn(new TaskFailed(1, 1, FAILURE)))
			.containsExactly(new TaskRetryScheduled(1, 2, SECOND_TURN.plusSeconds(5)));
		assertThat(run.execution().openActivity(1, 1)).isNull();
		assertThat(run.execution().openActivity(1, 2))
			.isEqualTo(new OpenActivity(1, 2, "Flaky", "1", SECOND_TURN.plusSeconds(5)));
		assertThat(run.turn(new TaskFailed(1, 2, FAILURE)))
			.containsExactly(new TaskRetryScheduled(1, 3, SECOND_TURN.plusSeconds(1 + 10)));
		assertThat(run.turn(new TaskFailed(1, 3, FAILURE))).singleElement().isInstanceOf(ExecutionCompleted.class);
		assertThat(run.failure().failure().errorType()).isEqualTo(TaskFailedException.class.getName());
	}

	@Test
	void takesTheResultOfALaterAttempt() {
		OrchestratorRun run = OrchestratorRun.of(calling(THREE));
		run.turn();
		run.turn(new TaskFailed(1, 1, FAILURE));
		assertThat(run.turn(new TaskCompleted(1, 1, "\"stale\""))).isEmpty();
		run.turn(new TaskCompleted(1, 2, "\"fine\""));
		assertThat(run.output()).isEqualTo("\"fine\"");
	}

	@Test
	void countsAFailedAttemptOnce() {
		OrchestratorRun run = OrchestratorRun.of(calling(THREE));
		run.turn();
		assertThat(run.turn(new TaskFailed(1, 1, FAILURE), new TaskFailed(1, 1, FAILURE))).hasSize(1);
	}

	@Test
	void aPredicateThatFailsMeansNoRetry() {
		requireNoRetry((failure) -> {
			throw new IllegalStateException("cannot say");
		});
		requireNoRetry((failure) -> {
			throw new AssertionError("cannot say");
		});
		requireNoRetry((failure) -> endless());
	}

	@Test
	void thatThereIsNoMemoryForAPredicateMeansNothing() {
		OrchestratorRun run = OrchestratorRun.of(calling(THREE.retryOn((failure) -> {
			throw new OutOfMemoryError("for a test");
		})));
		run.turn();
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> run.turn(new TaskFailed(1, 1, FAILURE)));
	}

	@Test
	void waitsAThousandDaysWhereThePolicySaysForEver() {
		OrchestratorRun run = OrchestratorRun.of(calling(RetryPolicy.of(3, ChronoUnit.FOREVER.getDuration())));
		run.turn();
		assertThat(run.turn(new TaskFailed(1, 1, FAILURE)))
			.containsExactly(new TaskRetryScheduled(1, 2, SECOND_TURN.plus(Duration.ofDays(1_000))));
	}

	@Test
	void replayFollowsHistoryWhenThePolicyHasBecomeStricter() {
		Instant dueAt = OrchestratorRun.START.plusSeconds(77);
		OrchestratorRun run = OrchestratorRun.replay(calling(RetryPolicy.none()),
				OrchestratorRun.history(List.of(new TaskScheduled(1, "Flaky", "1")),
						List.of(new TaskFailed(1, 1, FAILURE), new TaskRetryScheduled(1, 2, dueAt))));
		assertThat(run.problem()).isEmpty();
		assertThat(run.execution().openActivities()).containsExactly(new OpenActivity(1, 2, "Flaky", "1", dueAt));
		run.turn(new TaskCompleted(1, 2, "\"fine\""));
		assertThat(run.output()).isEqualTo("\"fine\"");
	}

	@Test
	void replayFollowsHistoryWhenThePolicyHasBecomeMorePatient() {
		OrchestratorRun run = OrchestratorRun.replay((context, input) -> {
			try {
				return calling(THREE).run(context, input);
			}
			catch (TaskFailedException ex) {
				return context.callActivity("Repair", null, String.class).await();
			}
		}, OrchestratorRun.history(List.of(new TaskScheduled(1, "Flaky", "1")),
				List.of(new TaskFailed(1, 1, FAILURE), new TaskScheduled(2, "Repair", null))));
		assertThat(run.problem()).isEmpty();
		assertThat(run.execution().openActivities()).containsExactly(new OpenActivity(2, 1, "Repair", null, null));
	}

	@Test
	void retriesOfSeveralActivitiesStandBeforeWhatTheCodeDecides() {
		OrchestratorDefinition.Code code = (context, input) -> {
			context.callActivity("Flaky", 1, String.class, ActivityOptions.retry(THREE));
			context.callActivity("Sure", 2, String.class).await();
			return context.callActivity("Next", 3, String.class).await();
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		assertThat(run.turn(new TaskCompleted(2, 1, null), new TaskFailed(1, 1, FAILURE))).containsExactly(
				new TaskRetryScheduled(1, 2, SECOND_TURN.plusSeconds(5)), new TaskScheduled(3, "Next", "3"));
		OrchestratorRun replayed = OrchestratorRun.replay(code, run.history());
		assertThat(replayed.problem()).isEmpty();
		assertThat(replayed.execution().openActivities()).isEqualTo(run.execution().openActivities());
	}

	@Test
	void replayKnowsWhichFailuresWereFinal() {
		OrchestratorDefinition.Code code = (context, input) -> {
			context.callActivity("Once", 1, String.class);
			context.callActivity("Flaky", 2, String.class, ActivityOptions.retry(THREE));
			return context.waitForEvent("go", String.class).await();
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		assertThat(run.turn(new TaskFailed(1, 1, FAILURE), new TaskFailed(2, 1, FAILURE))).hasSize(1);
		OrchestratorRun replayed = OrchestratorRun.replay(code, run.history());
		assertThat(replayed.problem()).isEmpty();
		assertThat(replayed.execution().openActivities())
			.containsExactly(new OpenActivity(2, 2, "Flaky", "2", SECOND_TURN.plusSeconds(5)));
	}

	private static boolean endless() {
		return endless();
	}

	private static void requireNoRetry(Predicate<FailureDetails> retryable) {
		OrchestratorRun run = OrchestratorRun.of(calling(THREE.retryOn(retryable)));
		run.turn();
		run.turn(new TaskFailed(1, 1, FAILURE));
		assertThat(run.failure().failure().message()).contains("broken");
	}

	private static OrchestratorDefinition.Code calling(RetryPolicy policy) {
		return (context, input) -> context.callActivity("Flaky", 1, String.class, ActivityOptions.retry(policy))
			.await();
	}

}
