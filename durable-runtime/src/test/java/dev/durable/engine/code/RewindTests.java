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
		assertThat(rewound.execution().openActivities()).extracting(OpenActivity::name).containsExactly("Bad");
		rewound.turn(new TaskCompleted(1, 2, "\"!\""));
		assertThat(rewound.output()).isEqualTo("\"end!\"");
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
		run.turn(new TaskFailed(1, 1, FAILURE));
		OrchestratorRun rewound = run.rewind(code);
		assertThat(rewound.turn(new CodeAbsent(), new EventRaised("go", "\"one\""))).isEmpty();
		assertThat(rewound.turn(new ExecutionSuspended("wait"))).isEmpty();
		assertThat(rewound.execution().isSuspended()).isTrue();
		assertThat(rewound.execution().hasReleasable()).isFalse();
		assertThat(rewound.execution().bufferedEvents()).isEqualTo(1);
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
		first.turn(new ExecutionSuspended("wait"));
		first.turn(new ExecutionResumed(null));
		first.turn(new TaskFailed(1, 2, FAILURE));
		first.failure();
		OrchestratorRun second = first.rewind(code);
		second.turn();
		assertThat(second.execution().openActivities()).extracting(OpenActivity::attempt).containsExactly(3);
		second.turn(new TaskCompleted(1, 3, null));
		second.turn(new TaskCompleted(2, 1, "\"b\""));
		assertThat(second.output()).isEqualTo("\"b\"");
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
		assertThat(RewoundHistory.of(OrchestratorRun.turns(history)).outcomes().culprits()).containsExactly(1);
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
