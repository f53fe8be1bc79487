package dev.durable.engine.code;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.durable.ActivityOptions;
import dev.durable.FailureDetails;
import dev.durable.OrchestrationContext;
import dev.durable.RetryPolicy;
import dev.durable.RuntimeStatus;
import dev.durable.Task;
import dev.durable.TaskFailedException;
import dev.durable.engine.OrchestratorDefinition;
import dev.durable.history.CodeAbsent;
import dev.durable.history.ContinuedAsNew;
import dev.durable.history.Decision;
import dev.durable.history.DecisionKept;
import dev.durable.history.EventRaised;
import dev.durable.history.ExecutionCompleted;
import dev.durable.history.ExecutionResumed;
import dev.durable.history.ExecutionRewound;
import dev.durable.history.ExecutionSuspended;
import dev.durable.history.ExecutionTerminated;
import dev.durable.history.Incident;
import dev.durable.history.SubOrchestrationCompleted;
import dev.durable.history.SubOrchestrationCreated;
import dev.durable.history.SubOrchestrationFailed;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.history.TaskRetryScheduled;
import dev.durable.history.TaskScheduled;
import dev.durable.history.TimerCreated;
import dev.durable.history.TimerFired;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Execution} and {@link RewoundHistory}: instances that failed and are
 * rewound.
 */
class RewindTests {

	private static final FailureDetails FAILURE = new FailureDetails("x.Broken", "broken", null, null);

	@Test
	void runsWhatFailedAgainAndNothingElse() {
		OrchestratorDefinition.Code code = (context, input) -> {
			String a = context.callActivity("A", null, String.class).await();
			return a + context.callActivity("B", null, String.class).await();
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new TaskCompleted(1, 1, "\"a\""));
		run.turn(new TaskFailed(2, 1, FAILURE));
		assertThat(run.failure().failedTasks()).containsExactly(2);
		OrchestratorRun rewound = run.rewind(code);
		assertThat(rewound.execution().openActivities()).isEmpty();
		assertThat(rewound.execution().hasReleasable()).isTrue();
		List<Decision> decisions = rewound.turn();
		assertThat(decisions).hasSize(1);
		assertThat(decisions.get(0)).isInstanceOfSatisfying(TaskRetryScheduled.class, (retry) -> {
			assertThat(retry.taskId()).isEqualTo(2);
			assertThat(retry.attempt()).isEqualTo(2);
		});
		assertThat(rewound.execution().isRewound()).isTrue();
		assertThat(rewound.execution().openActivities()).extracting(OpenActivity::name).containsExactly("B");
		assertThat(rewound.turn(new EventRaised("other", null))).isEmpty();
		assertThat(rewound.execution().isRewound()).isFalse();
		rewound.turn(new TaskCompleted(2, 2, "\"b\""));
		assertThat(rewound.output()).isEqualTo("\"ab\"");
		assertReplaysToTheSame(code, rewound);
	}

	@Test
	void abandonsWhatWasDecidedBecauseOfTheFailure() {
		List<UUID> uuids = new ArrayList<>();
		OrchestratorDefinition.Code code = (context, input) -> {
			try {
				context.callActivity("Ship", null, String.class).await();
			}
			catch (TaskFailedException ex) {
				uuids.add(context.newUuid());
				context.callActivity("Refund", null, String.class).await();
				throw ex;
			}
			uuids.add(context.newUuid());
			return context.callActivity("Refund", null, String.class).await();
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new TaskFailed(1, 1, FAILURE));
		run.turn(new TaskCompleted(2, 1, "\"refunded\""));
		run.failure();
		OrchestratorRun rewound = run.rewind(code);
		rewound.turn();
		assertThat(rewound.turn(new TaskCompleted(2, 1, "\"late\""))).isEmpty();
		assertThat(rewound.turn(new TaskCompleted(1, 2, null))).containsExactly(new TaskScheduled(3, "Refund", null));
		assertThat(uuids).hasSize(2).doesNotHaveDuplicates();
		assertThat(rewound.turn(new TaskCompleted(2, 1, "\"late\""))).isEmpty();
		rewound.turn(new TaskCompleted(3, 1, "\"new\""));
		assertThat(rewound.output()).isEqualTo("\"new\"");
		assertReplaysToTheSame(code, rewound);
	}

	@Test
	void goesBackToWhatTheCodeHidInAnExceptionOfItsOwn() {
		OrchestratorDefinition.Code code = (context, input) -> {
			try {
				return context.callActivity("Ship", null, String.class).await();
			}
			catch (TaskFailedException ex) {
				context.callActivity("Refund", null, String.class).await();
				throw new IllegalStateException("not shipped");
			}
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new TaskFailed(1, 1, FAILURE));
		run.turn(new TaskCompleted(2, 1, null));
		assertThat(run.failure().failedTasks()).isEmpty();
		OrchestratorRun rewound = run.rewind(code);
		rewound.turn();
		rewound.turn(new TaskCompleted(1, 2, "\"shipped\""));
		assertThat(rewound.output()).isEqualTo("\"shipped\"");
	}

	@Test
	void leavesFailuresAloneThatDidNotLeadToTheEnd() {
		OrchestratorDefinition.Code code = (context, input) -> {
			String value;
			try {
				value = context.callActivity("Fast", null, String.class).await();
			}
			catch (TaskFailedException ex) {
				value = context.callActivity("Slow", null, String.class).await();
			}
			return value + context.callActivity("Last", null, String.class).await();
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new TaskFailed(1, 1, FAILURE));
		run.turn(new TaskCompleted(2, 1, "\"slow\""));
		run.turn(new TaskFailed(3, 1, FAILURE));
		OrchestratorRun rewound = run.rewind(code);
		rewound.turn();
		assertThat(rewound.execution().openActivities()).extracting(OpenActivity::name).containsExactly("Last");
		rewound.turn(new TaskCompleted(3, 2, "\"!\""));
		assertThat(rewound.output()).isEqualTo("\"slow!\"");
	}

	@Test
	void runsAllOfSeveralFailuresAgain() {
		OrchestratorDefinition.Code code = (context, input) -> {
			List<Task<String>> tasks = new ArrayList<>();
			for (String name : List.of("A", "B", "C")) {
				tasks.add(context.callActivity(name, null, String.class));
			}
			return context.<String>allOf(tasks).await();
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new TaskFailed(3, 1, FAILURE));
		run.turn(new TaskCompleted(2, 1, "\"b\""));
		run.turn(new TaskFailed(1, 1, FAILURE));
		assertThat(run.failure().failedTasks()).containsExactly(1, 3);
		OrchestratorRun rewound = run.rewind(code);
		rewound.turn();
		assertThat(rewound.execution().openActivities()).extracting(OpenActivity::name).containsExactly("A", "C");
		rewound.turn(new TaskCompleted(1, 2, "\"a\""), new TaskCompleted(3, 2, "\"c\""));
		assertThat(rewound.output()).isEqualTo("[\"a\",\"b\",\"c\"]");
		assertReplaysToTheSame(code, rewound);
	}

	/**
	 * While one item fails, the others go on: what they did stands although it was
	 * decided after the failure.
	 */
	@Test
	void keepsWhatWentOnBesideTheFailure() {
		OrchestratorDefinition.Code code = (context, input) -> {
			Task<String> bad = context.callActivity("Bad", null, String.class);
			Task<String> next = context.callActivity("Step", 0, String.class);
			for (int i = 1; i < 4; i++) {
				String result = next.await();
				if (bad.isDone() && bad.isFailed() && i == 2) {
					context.callActivity("Alarm", null, Void.class);
				}
				next = context.callActivity("Step", i + result, String.class);
			}
			return next.await() + bad.await();
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new TaskFailed(1, 1, FAILURE));
		run.turn(new TaskCompleted(2, 1, "\"x\""));
		assertThat(run.turn(new TaskCompleted(3, 1, "\"y\""))).hasSize(2);
		run.turn(new TaskCompleted(4, 1, null), new TaskCompleted(5, 1, "\"z\""));
		run.turn(new TaskCompleted(6, 1, "\"end\""));
		run.failure();
		OrchestratorRun rewound = run.rewind(code);
		List<Decision> decisions = rewound.turn();
		assertThat(decisions.subList(1, decisions.size())).containsExactly(new DecisionKept(3), new DecisionKept(5),
				new DecisionKept(6));
		assertThat(rewound.execution().endedTasks()).isEmpty();
		assertThat(rewound.execution().openActivities()).extracting(OpenActivity::name).containsExactly("Bad");
		rewound.turn(new TaskCompleted(1, 2, "\"!\""));
		assertThat(rewound.execution().endedTasks()).hasSize(1);
		assertThat(rewound.output()).isEqualTo("\"end!\"");
		assertReplaysToTheSame(code, rewound);
	}

	/**
	 * It was the failure that had let the code go on.
	 */
	@Test
	void outcomesAreKeptForTasksThatAreBegunLaterThanBefore() {
		OrchestratorDefinition.Code code = (context, input) -> {
			Task<String> bad = context.callActivity("Bad", null, String.class);
			context.anyOf(bad, context.waitForEvent("go", String.class)).await();
			Task<?> timer = context.createTimer(OrchestratorRun.START.plusSeconds(2));
			Task<String> child = context.callSubOrchestration("Child", null, String.class);
			Task<String> otherChild = context.callSubOrchestration("Child", 2, String.class);
			Task<String> other = context.callActivity("Other", null, String.class);
			String result = context.callActivity("Next", null, String.class).await() + child.await();
			timer.await();
			context.waitForEvent("end", String.class).await();
			return result + otherChild.isFailed() + other.isFailed() + bad.await();
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		assertThat(run.turn(new TaskFailed(1, 1, FAILURE))).hasSize(5);
		run.turn(new TimerFired(2), new SubOrchestrationCompleted(3, "\"child, \""), new TaskFailed(5, 1, FAILURE));
		run.turn(new SubOrchestrationFailed(4, FAILURE), new TaskCompleted(6, 1, "\"next, \""));
		run.turn(new EventRaised("go", null));
		run.turn(new EventRaised("end", null));
		assertThat(run.failure().failedTasks()).containsExactly(1);
		OrchestratorRun rewound = run.rewind(code);
		List<Decision> decisions = rewound.turn();
		assertThat(decisions).first().isInstanceOf(TaskRetryScheduled.class);
		assertThat(decisions.subList(1, decisions.size())).containsExactly(new DecisionKept(2), new DecisionKept(3),
				new DecisionKept(4), new DecisionKept(5), new DecisionKept(6));
		assertThat(rewound.execution().openActivities()).extracting(OpenActivity::name).containsExactly("Bad");
		assertThat(rewound.execution().openTimers()).isEmpty();
		rewound.turn(new TaskCompleted(1, 2, "\", bad\""));
		assertThat(rewound.output()).isEqualTo("\"next, child, truetrue, bad\"");
		assertReplaysToTheSame(code, rewound);
	}

	@Test
	void callsOfAnotherNameOrWithAnotherInputAreOthers() {
		OrchestratorDefinition.Code code = (context, input) -> {
			Task<String> bad = context.callActivity("Bad", null, String.class);
			context.waitForEvent("go", String.class).await();
			context.callActivity("A", bad.isDone() ? 1 : 2, String.class);
			context.callActivity(bad.isDone() ? "B" : "C", null, String.class);
			context.callActivity("D", 3, String.class);
			return bad.await();
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new TaskFailed(1, 1, FAILURE), new EventRaised("go", null));
		run.failure();
		OrchestratorRun rewound = run.rewind(code);
		List<Decision> decisions = rewound.turn();
		assertThat(decisions.subList(1, decisions.size())).containsExactly(new TaskScheduled(5, "A", "2"),
				new TaskScheduled(6, "C", null), new DecisionKept(4));
		assertReplaysToTheSame(code, rewound);
	}

	@Test
	void whatComesWithTheFirstTurnComesAtItsTime() {
		OrchestratorDefinition.Code code = (context, input) -> {
			Task<String> bad = context.callActivity("Bad", null, String.class);
			Task<String> go = context.waitForEvent("go", String.class);
			if (context.anyOf(bad, go).await() == go) {
				context.sleep(Duration.ofMinutes(1));
			}
			return bad.await();
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new TaskFailed(1, 1, FAILURE));
		run.failure();
		OrchestratorRun rewound = run.rewind(code);
		List<Decision> decisions = rewound.turn(new EventRaised("go", null));
		assertThat(decisions).last()
			.isEqualTo(new TimerCreated(2, run.execution().time().plusSeconds(60 + 1).plusSeconds(60)));
		assertReplaysToTheSame(code, rewound);
	}

	@Test
	void failuresThatTheCodeCopedWithHappenAgain() {
		OrchestratorDefinition.Code code = (context, input) -> {
			Task<String> bad = context.callActivity("Bad", null, String.class);
			context.waitForEvent("go", String.class).await();
			String value;
			try {
				context.callActivity("Fast", null, String.class).await();
				value = "fast";
			}
			catch (TaskFailedException ex) {
				value = context.callActivity("Slow", null, String.class).await();
			}
			try {
				context.callSubOrchestration("Child", null, String.class).await();
			}
			catch (TaskFailedException ex) {
				value += ", alone";
			}
			return value + bad.await();
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new TaskFailed(1, 1, FAILURE), new EventRaised("go", null));
		run.turn(new TaskFailed(2, 1, FAILURE));
		run.turn(new TaskCompleted(3, 1, "\"slow\""));
		run.turn(new SubOrchestrationFailed(4, FAILURE));
		assertThat(run.failure().failedTasks()).containsExactly(1);
		OrchestratorRun rewound = run.rewind(code);
		List<Decision> decisions = rewound.turn();
		assertThat(decisions.subList(1, decisions.size())).containsExactly(new DecisionKept(2), new DecisionKept(3),
				new DecisionKept(4));
		assertThat(rewound.execution().openActivities()).extracting(OpenActivity::name).containsExactly("Bad");
		rewound.turn(new TaskCompleted(1, 2, "\"!\""));
		assertThat(rewound.output()).isEqualTo("\"slow, alone!\"");
		assertReplaysToTheSame(code, rewound);
	}

	@Test
	void attemptsAreFollowedByThoseThatFollowedThem() {
		OrchestratorDefinition.Code code = (context, input) -> {
			ActivityOptions twice = ActivityOptions.retry(RetryPolicy.of(2, Duration.ofSeconds(10)));
			Task<String> bad = context.callActivity("Bad", null, String.class);
			context.waitForEvent("go", String.class).await();
			Task<String> flaky = context.callActivity("Flaky", null, String.class, twice);
			Task<String> worse = context.callActivity("Worse", null, String.class, twice);
			String value = flaky.await();
			return value + context.<String>allOf(List.of(bad, worse)).await();
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new TaskFailed(1, 1, FAILURE), new EventRaised("go", null));
		List<Decision> retries = run.turn(new TaskFailed(2, 1, FAILURE), new TaskFailed(3, 1, FAILURE));
		run.turn(new TaskCompleted(2, 2, "\"f\""));
		run.turn(new TaskFailed(3, 2, FAILURE));
		assertThat(run.failure().failedTasks()).containsExactly(1, 3);
		OrchestratorRun rewound = run.rewind(code);
		List<Decision> decisions = rewound.turn();
		assertThat(decisions).containsExactly(new TaskRetryScheduled(1, 2, rewound.execution().time()),
				new DecisionKept(2), new DecisionKept(3), retries.get(0), retries.get(1),
				new TaskRetryScheduled(3, 3, rewound.execution().time()));
		assertThat(rewound.execution().openActivities()).extracting(OpenActivity::name).containsExactly("Bad", "Worse");
		assertThat(rewound.turn(new TaskFailed(3, 3, FAILURE))).hasSize(1);
		rewound.turn(new TaskCompleted(3, 4, "\"w\""), new TaskCompleted(1, 2, "\"b\""));
		assertThat(rewound.output()).isEqualTo("\"f[b, w]\"");
		assertReplaysToTheSame(code, rewound);
	}

	@Test
	void whatWasHeldBackComesAgainWhenTheResumeDoes() {
		OrchestratorDefinition.Code code = (context, input) -> {
			Task<String> bad = context.callActivity("Bad", null, String.class);
			context.callActivity("A", null, String.class).await();
			Task<String> last = context.callActivity("B", null, String.class);
			return bad.await() + last.await();
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new TaskFailed(1, 1, FAILURE));
		run.turn(new ExecutionSuspended(null), new TaskCompleted(2, 1, null));
		run.turn(new ExecutionResumed(null));
		run.failure();
		OrchestratorRun rewound = run.rewind(code);
		assertThat(rewound.turn()).hasSize(2).last().isEqualTo(new DecisionKept(3));
		rewound.turn(new TaskCompleted(1, 2, "\"a\""), new TaskCompleted(3, 1, "\"b\""));
		assertThat(rewound.output()).isEqualTo("\"ab\"");
		assertReplaysToTheSame(code, rewound);
	}

	/**
	 * The rows that others would have claimed went away with the failure.
	 */
	@Test
	void whatWasHandedOverIsTakenBack() {
		OrchestratorDefinition.Code code = (context, input) -> {
			Task<String> bad = context.callActivity("Bad", null, String.class);
			Task<String> before = context.callActivity("Before", null, String.class);
			context.waitForEvent("go", String.class).await();
			Task<String> after = context.callActivity("After", null, String.class);
			return bad.await() + before.await() + after.await();
		};
		OrchestratorRun run = OrchestratorRun.replay(code,
				OrchestratorRun.history(
						List.of(new TaskScheduled(1, "Bad", null), new TaskScheduled(2, "Before", null, true)),
						List.of(new TaskFailed(1, 1, FAILURE), new EventRaised("go", null),
								new TaskScheduled(3, "After", null, true),
								new ExecutionCompleted(RuntimeStatus.FAILED, null, FAILURE, List.of(1)))));
		OrchestratorRun rewound = run.rewind(code);
		assertThat(rewound.turn()).hasSize(2).last().isEqualTo(new DecisionKept(3));
		assertThat(rewound.execution().openActivities()).hasSize(3).noneMatch(OpenActivity::handedOver);
		assertReplaysToTheSame(code, rewound);
	}

	@Test
	void racesAreWonByTheSameTaskAgain() {
		OrchestratorDefinition.Code code = (context, input) -> {
			Task<String> bad = context.callActivity("Bad", null, String.class);
			Task<String> go = context.waitForEvent("go", String.class);
			go.await();
			Task<String> a = context.callActivity("A", null, String.class);
			Task<String> b = context.callActivity("B", null, String.class);
			String winner = (context.anyOf(a, b).await() == a) ? "A" : "B";
			String more = context.callActivity("After " + winner, null, String.class).await();
			return more + bad.await();
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new TaskFailed(1, 1, FAILURE), new EventRaised("go", null));
		run.turn(new TaskCompleted(3, 1, null), new TaskCompleted(2, 1, null));
		run.turn(new TaskCompleted(4, 1, "\"b\""));
		run.failure();
		OrchestratorRun rewound = run.rewind(code);
		assertThat(rewound.turn()).contains(new DecisionKept(2), new DecisionKept(3), new DecisionKept(4));
		rewound.turn(new TaskCompleted(1, 2, "\"!\""));
		assertThat(rewound.output()).isEqualTo("\"b!\"");
		assertReplaysToTheSame(code, rewound);
	}

	@Test
	void takesTimersEventsAndChildrenAlongThatTheFailureDidNotTouch() {
		OrchestratorDefinition.Code code = (context, input) -> {
			Task<String> bad = context.callActivity("Bad", null, String.class);
			context.waitForEvent("go", String.class).await();
			String child = context.callSubOrchestration("Child", 7, String.class).await();
			context.sleep(Duration.ofSeconds(5));
			Task<String> never = context.waitForEvent("never", String.class, Duration.ofHours(1));
			return (context.anyOf(never, bad).await() != never) ? child + bad.await() : "timeout";
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new TaskFailed(1, 1, FAILURE));
		run.turn(new EventRaised("go", null), new EventRaised("later", "1"));
		run.turn(new SubOrchestrationCompleted(2, "\"c\""));
		run.turnAfter(Duration.ofSeconds(6), new TimerFired(3));
		run.failure();
		OrchestratorRun rewound = run.rewind(code);
		assertThat(rewound.turn()).contains(new DecisionKept(2), new DecisionKept(3), new DecisionKept(4));
		assertThat(rewound.execution().openTimers()).extracting(OpenTimer::taskId).containsExactly(4);
		assertThat(rewound.execution().unreceivedEvents()).containsExactly(new EventRaised("later", "1"));
		rewound.turn(new TaskCompleted(1, 2, "\"!\""));
		assertThat(rewound.output()).isEqualTo("\"c!\"");
		assertReplaysToTheSame(code, rewound);
	}

	@Test
	void runsTheLastTurnAgainWhenTheCodeItselfFailed() {
		OrchestratorDefinition.Code broken = (context, input) -> {
			int value = context.callActivity("A", null, Integer.class).await();
			context.callSubOrchestration("Child", value, String.class);
			throw new IllegalStateException("bug");
		};
		OrchestratorDefinition.Code corrected = (context, input) -> {
			int value = context.callActivity("A", null, Integer.class).await();
			context.callActivity("Log", null, String.class);
			return context.callSubOrchestration("Child", value, String.class).await();
		};
		OrchestratorRun run = OrchestratorRun.of(broken);
		run.turn();
		run.turn(new TaskCompleted(1, 1, "5"));
		assertThat(run.failure().failedTasks()).isEmpty();
		OrchestratorRun same = run.rewind(broken);
		assertThat(same.turn()).hasSize(2).first().isEqualTo(new DecisionKept(2));
		assertThat(same.failure().failure().message()).isEqualTo("bug");
		assertReplaysToTheSame(broken, same);
		OrchestratorRun rewound = same.rewind(corrected);
		assertThat(rewound.turn()).containsExactly(new TaskScheduled(3, "Log", null), new DecisionKept(2));
		rewound.turn(new SubOrchestrationCompleted(2, "\"done\""));
		assertThat(rewound.output()).isEqualTo("\"done\"");
		assertReplaysToTheSame(corrected, rewound);
	}

	@Test
	void runsTheFirstTurnAgain() {
		boolean[] works = new boolean[1];
		OrchestratorDefinition.Code code = (context, input) -> {
			if (!works[0]) {
				throw new IllegalStateException("bug");
			}
			return "fine";
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.failure();
		works[0] = true;
		OrchestratorRun rewound = run.rewind(code);
		assertThat(rewound.execution().isCodeStarted()).isFalse();
		rewound.turn();
		assertThat(rewound.output()).isEqualTo("\"fine\"");
	}

	@Test
	void givesRetriesAnotherSeries() {
		OrchestratorDefinition.Code code = (context, input) -> context
			.callActivity("A", null, String.class,
					ActivityOptions.retry(RetryPolicy.of(2, Duration.ofSeconds(10)).backoff(3)))
			.await();
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new TaskFailed(1, 1, FAILURE));
		run.turn(new TaskFailed(1, 2, FAILURE));
		run.failure();
		OrchestratorRun first = run.rewind(code);
		assertThat(first.turn()).singleElement().isInstanceOf(TaskRetryScheduled.class);
		assertThat(first.turn(new TaskFailed(1, 3, FAILURE))).singleElement()
			.isInstanceOfSatisfying(TaskRetryScheduled.class, (retry) -> {
				assertThat(retry.attempt()).isEqualTo(4);
				assertThat(retry.dueAt()).isEqualTo(first.execution().time().plusSeconds(10));
			});
		first.turn(new TaskFailed(1, 4, FAILURE));
		first.failure();
		assertReplaysToTheSame(code, first);
		OrchestratorRun second = first.rewind(code);
		second.turn();
		assertThat(second.execution().openActivities()).extracting(OpenActivity::attempt).containsExactly(5);
		second.turn(new TaskFailed(1, 5, FAILURE));
		second.turn(new TaskCompleted(1, 6, "\"at last\""));
		assertThat(second.output()).isEqualTo("\"at last\"");
		assertReplaysToTheSame(code, second);
	}

	@Test
	void waitsForTheSecondAnswerOfAChild() {
		OrchestratorDefinition.Code code = (context, input) -> {
			try {
				return context.callSubOrchestration("Child", null, String.class).await();
			}
			catch (TaskFailedException ex) {
				context.callActivity("Undo", null, String.class).await();
				throw ex;
			}
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new SubOrchestrationFailed(1, FAILURE));
		run.turn(new TaskCompleted(2, 1, null));
		run.failure();
		OrchestratorRun first = run.rewind(code);
		assertThat(first.turn()).isEmpty();
		assertThat(first.turn(new SubOrchestrationFailed(1, FAILURE)))
			.containsExactly(new TaskScheduled(3, "Undo", null));
		first.turn(new TaskCompleted(3, 1, null));
		first.failure();
		assertReplaysToTheSame(code, first);
		OrchestratorRun second = first.rewind(code);
		second.turn();
		second.turn(new SubOrchestrationCompleted(1, "\"yes\""));
		assertThat(second.output()).isEqualTo("\"yes\"");
		assertReplaysToTheSame(code, second);
	}

	/**
	 * The second culprit failed before the first rewind and was not withdrawn by it.
	 */
	@Test
	void aSecondRewindGoesBackBehindTheFirst() {
		OrchestratorDefinition.Code code = (context, input) -> {
			Task<String> a = context.callActivity("A", null, String.class);
			Task<String> b = context.callActivity("B", null, String.class);
			return a.await() + b.await();
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new TaskFailed(2, 1, FAILURE));
		run.turn(new TaskFailed(1, 1, FAILURE));
		assertThat(run.failure().failedTasks()).containsExactly(1);
		OrchestratorRun first = run.rewind(code);
		first.turn();
		assertThat(first.execution().openActivities()).extracting(OpenActivity::name).containsExactly("A");
		first.turn(new TaskCompleted(1, 2, "\"a\""));
		assertThat(first.failure().failedTasks()).containsExactly(2);
		OrchestratorRun second = first.rewind(code);
		second.turn();
		assertThat(second.execution().openActivities()).extracting(OpenActivity::name).containsExactly("B");
		second.turn(new TaskCompleted(2, 2, "\"b\""));
		assertThat(second.output()).isEqualTo("\"ab\"");
		assertReplaysToTheSame(code, second);
	}

	@Test
	void whatComesBeforeTheCodeGoesOnIsNotLost() {
		OrchestratorDefinition.Code code = (context, input) -> {
			context.callActivity("A", null, String.class).await();
			return context.waitForEvent("go", String.class).await();
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new EventRaised("early", null), new TaskFailed(1, 1, FAILURE));
		OrchestratorRun rewound = run.rewind(code);
		assertThat(rewound.turn(new CodeAbsent(), new EventRaised("go", "\"one\""), new TimerFired(7))).isEmpty();
		assertThat(rewound.execution().unreceivedEvents()).containsExactly(new EventRaised("early", null),
				new EventRaised("go", "\"one\""));
		assertThat(rewound.turn(new ExecutionSuspended("wait"))).isEmpty();
		assertThat(rewound.execution().isSuspended()).isTrue();
		assertThat(rewound.execution().hasReleasable()).isFalse();
		assertThat(rewound.execution().bufferedEvents()).isEqualTo(2);
		assertThat(rewound.execution().openActivities()).isEmpty();
		OrchestratorRun replayed = OrchestratorRun.replay(code, rewound.history());
		assertThat(replayed.execution().isSuspended()).isTrue();
		assertThat(replayed.turn(new ExecutionResumed(null))).singleElement().isInstanceOf(TaskRetryScheduled.class);
		replayed.turn(new TaskCompleted(1, 2, null));
		assertThat(replayed.output()).isEqualTo("\"one\"");
		assertReplaysToTheSame(code, replayed);
	}

	@Test
	void canBeRewoundAgainAfterHavingBeenHeld() {
		OrchestratorDefinition.Code code = (context, input) -> {
			context.callActivity("A", null, String.class).await();
			return context.callActivity("B", null, String.class).await();
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new TaskFailed(1, 1, FAILURE));
		OrchestratorRun first = run.rewind(code);
		first.turn(new CodeAbsent(), new ExecutionSuspended("wait"));
		first.turn(new ExecutionResumed(null));
		first.turn(new TaskCompleted(1, 2, null));
		first.turn(new TaskFailed(2, 1, FAILURE));
		first.failure();
		OrchestratorRun second = first.rewind(code);
		assertThat(second.turn()).singleElement().isInstanceOf(TaskRetryScheduled.class);
		assertThat(second.execution().openActivities()).extracting(OpenActivity::name).containsExactly("B");
		second.turn(new TaskCompleted(2, 2, "\"b\""));
		assertThat(second.output()).isEqualTo("\"b\"");
		assertReplaysToTheSame(code, second);
	}

	@Test
	void whatFailedWhileARewindWasHeldIsTakenBackWithIt() {
		OrchestratorDefinition.Code code = (context, input) -> {
			Task<String> child = context.callSubOrchestration("Child", null, String.class);
			return context.callActivity("A", null, String.class).await() + child.await();
		};
		for (Incident hold : List.of(new ExecutionSuspended("wait"), new CodeAbsent())) {
			OrchestratorRun run = OrchestratorRun.of(code);
			run.turn();
			run.turn(new SubOrchestrationFailed(1, FAILURE));
			run.turn(new TaskCompleted(2, 1, "\"a\""));
			run.failure();
			OrchestratorRun first = run.rewind(code);
			first.turn(hold);
			first.turn(new SubOrchestrationFailed(1, FAILURE), new ExecutionResumed(null));
			first.failure();
			assertReplaysToTheSame(code, first);
			OrchestratorRun second = first.rewind(code);
			assertThat(second.turn()).isEmpty();
			assertThat(second.execution().openActivities()).isEmpty();
			second.turn(new SubOrchestrationCompleted(1, "\"c\""));
			assertThat(second.output()).isEqualTo("\"ac\"");
			assertReplaysToTheSame(code, second);
		}
	}

	@Test
	void whatWasWithdrawnBeforeIsNoCulpritAgain() {
		OrchestratorDefinition.Code code = (context, input) -> {
			String child = context.callSubOrchestration("Child", null, String.class).await();
			try {
				return child + context.callActivity("B", null, String.class).await();
			}
			catch (TaskFailedException ex) {
				throw new IllegalStateException("not done");
			}
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new SubOrchestrationFailed(1, FAILURE));
		OrchestratorRun first = run.rewind(code);
		first.turn();
		first.turn(new SubOrchestrationCompleted(1, "\"c\""));
		first.turn(new TaskFailed(2, 1, FAILURE));
		assertThat(first.failure().failedTasks()).isEmpty();
		assertThat(outcomes(first.history()).culprits()).containsExactly(2);
		OrchestratorRun second = first.rewind(code);
		second.turn();
		second.turn(new TaskCompleted(2, 2, "\"b\""));
		assertThat(second.output()).isEqualTo("\"cb\"");
		assertReplaysToTheSame(code, second);
	}

	@Test
	void canBeTerminatedBeforeItGoesOn() {
		OrchestratorDefinition.Code code = (context, input) -> context.callActivity("A", null, String.class).await();
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new TaskFailed(1, 1, FAILURE));
		OrchestratorRun rewound = run.rewind(code);
		assertThat(rewound.turn(new ExecutionTerminated("no"))).singleElement()
			.isInstanceOfSatisfying(ExecutionCompleted.class,
					(completed) -> assertThat(completed.status()).isEqualTo(RuntimeStatus.TERMINATED));
	}

	@Test
	void mayContinueAsNewInstead() {
		OrchestratorDefinition.Code code = (context, input) -> {
			Task<String> bad = context.callActivity("Bad", null, String.class);
			context.waitForEvent("go", String.class).await();
			if (bad.isDone()) {
				bad.await();
			}
			context.continueAsNew("next");
			return null;
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new TaskFailed(1, 1, FAILURE));
		run.turn(new EventRaised("go", null), new EventRaised("kept", "1"));
		run.failure();
		OrchestratorRun rewound = run.rewind(code);
		List<Decision> decisions = rewound.turn(new EventRaised("new", "2"));
		assertThat(decisions).last().isEqualTo(new ContinuedAsNew("\"next\""));
		assertThat(rewound.execution().unreceivedEvents()).containsExactly(new EventRaised("kept", "1"),
				new EventRaised("new", "2"));
	}

	@Test
	void aDifferenceAfterARewindIsFound() {
		OrchestratorDefinition.Code code = (context, input) -> steps(context, "A", "B", "C");
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new TaskCompleted(1, 1, null));
		run.turn(new TaskFailed(2, 1, FAILURE));
		OrchestratorRun rewound = run.rewind(code);
		rewound.turn();
		rewound.turn(new TaskCompleted(2, 2, null));
		OrchestratorRun other = OrchestratorRun.replay((context, input) -> steps(context, "A", "B", "D"),
				rewound.history());
		assertThat(other.problem()).hasValueSatisfying((problem) -> assertThat(problem).contains("'C'", "'D'"));
	}

	private static Object steps(OrchestrationContext context, String... names) {
		for (String name : names) {
			context.callActivity(name, null, String.class).await();
		}
		return null;
	}

	@Test
	void aHistoryMadeByHandIsReplayed() {
		OrchestratorDefinition.Code code = (context, input) -> {
			try {
				return context.callActivity("Ship", null, String.class).await();
			}
			catch (TaskFailedException ex) {
				context.callActivity("Refund", null, String.class).await();
				throw ex;
			}
		};
		List<OrchestratorRun.RecordedTurn> history = OrchestratorRun.history(
				List.of(new TaskScheduled(1, "Ship", null)),
				List.of(new TaskFailed(1, 1, FAILURE), new TaskScheduled(2, "Refund", null)),
				List.of(new TaskCompleted(2, 1, null),
						new ExecutionCompleted(RuntimeStatus.FAILED, null, FAILURE, List.of(1))),
				List.of(new ExecutionRewound("again", List.of(1))),
				List.of(new TaskRetryScheduled(1, 2, OrchestratorRun.START)),
				List.of(new TaskFailed(1, 2, FAILURE), new TaskScheduled(3, "Refund", null)));
		OrchestratorRun run = OrchestratorRun.replay(code, history);
		assertThat(run.problem()).isEmpty();
		assertThat(run.execution().openActivities()).extracting(OpenActivity::taskId).containsExactly(3);
	}

	@Test
	void aChildThatTheFailureMayHaveStartedIsNoCulprit() {
		List<OrchestratorRun.RecordedTurn> history = OrchestratorRun.history(
				List.of(new TaskScheduled(1, "Ship", null)),
				List.of(new TaskFailed(1, 1, FAILURE), new SubOrchestrationCreated(2, "Undo", "", "undo", null)),
				List.of(new SubOrchestrationFailed(2, FAILURE),
						new ExecutionCompleted(RuntimeStatus.FAILED, null, FAILURE, List.of(1, 2))));
		assertThat(outcomes(history).culprits()).containsExactly(1);
	}

	@Test
	void whatTheFailureCannotHaveStartedIsACulpritToo() {
		List<OrchestratorRun.RecordedTurn> history = OrchestratorRun.history(
				List.of(new TaskScheduled(1, "Ship", null), new SubOrchestrationCreated(2, "Bill", "", "bill", null)),
				List.of(new TaskFailed(1, 1, FAILURE), new TaskScheduled(3, "Undo", null)),
				List.of(new SubOrchestrationFailed(2, FAILURE)), List.of(new TaskFailed(3, 1, FAILURE),
						new ExecutionCompleted(RuntimeStatus.FAILED, null, FAILURE, List.of(1, 2, 3))));
		assertThat(outcomes(history).culprits()).containsExactly(1, 2, 3);
	}

	@Test
	void theFirstOutcomeOfATaskCounts() {
		List<OrchestratorRun.RecordedTurn> history = OrchestratorRun.history(
				List.of(new TaskScheduled(1, "A", null), new SubOrchestrationCreated(2, "Child", "", "one", null),
						new SubOrchestrationCreated(3, "Child", "", "two", null)),
				List.of(new TaskCompleted(1, 1, null), new SubOrchestrationCompleted(2, null)),
				List.of(new TaskFailed(1, 1, FAILURE), new SubOrchestrationFailed(2, FAILURE),
						new SubOrchestrationFailed(9, FAILURE)),
				List.of(new EventRaised("fail", null),
						new ExecutionCompleted(RuntimeStatus.FAILED, null, FAILURE, List.of())));
		TaskOutcomes outcomes = outcomes(history);
		assertThat(outcomes.culprits()).isEmpty();
		assertThat(outcomes.children()).extracting(SubOrchestrationCreated::taskId).containsExactly(2, 3);
		assertThat(outcomes.isAnswered(2)).isTrue();
		assertThat(outcomes.isAnswered(3)).isFalse();
	}

	private static TaskOutcomes outcomes(List<OrchestratorRun.RecordedTurn> history) {
		return RewoundHistory.of(OrchestratorRun.turns(history)).outcomes();
	}

	@Test
	void timersThatFailedNothingStayWhereTheyWere() {
		OrchestratorDefinition.Code code = (context, input) -> {
			Task<?> deadline = context.createTimer(Duration.ofHours(1));
			Task<String> work = context.callActivity("A", null, String.class);
			return (context.anyOf(deadline, work).await() == work) ? work.await() : "late";
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		assertThat(run.turn()).first().isInstanceOf(TimerCreated.class);
		run.turn(new TaskFailed(2, 1, FAILURE));
		OrchestratorRun rewound = run.rewind(code);
		assertThat(rewound.execution().openTimers()).isEmpty();
		rewound.turn();
		assertThat(rewound.execution().openTimers())
			.containsExactly(new OpenTimer(1, OrchestratorRun.START.plusSeconds(1).plus(Duration.ofHours(1))));
		rewound.turn(new TimerFired(1));
		assertThat(rewound.output()).isEqualTo("\"late\"");
	}

	/**
	 * Replay every beginning of the history, and go on as it went on.
	 */
	private static void assertReplaysToTheSame(OrchestratorDefinition.Code code, OrchestratorRun run) {
		List<HistoryTurn> turns = OrchestratorRun.turns(run.history());
		int rewind = 0;
		for (HistoryTurn turn : turns) {
			if (!turn.incidents().isEmpty() && turn.incidents().get(0) instanceof ExecutionRewound) {
				rewind = turn.number();
			}
		}
		for (int length = rewind + 1; length <= turns.size(); length++) {
			OrchestratorRun replayed = OrchestratorRun.replay(code, run.history().subList(0, length));
			assertThat(replayed.problem()).isEmpty();
			for (int next = length; next < turns.size(); next++) {
				HistoryTurn turn = turns.get(next);
				Duration delay = Duration.between(turns.get(next - 1).time(), turn.time());
				replayed.turnAfter(delay, turn.incidents().toArray(Incident[]::new));
			}
			assertThat(replayed.history()).isEqualTo(run.history());
			assertThat(replayed.execution().openActivities()).isEqualTo(run.execution().openActivities());
			assertThat(replayed.execution().ending()).isEqualTo(run.execution().ending());
		}
	}

}
