package dev.durable.engine.code;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import dev.durable.ActivityOptions;
import dev.durable.FailureDetails;
import dev.durable.RetryPolicy;
import dev.durable.engine.OrchestratorDefinition;
import dev.durable.history.CodeAbsent;
import dev.durable.history.EventRaised;
import dev.durable.history.ExecutionResumed;
import dev.durable.history.ExecutionStarted;
import dev.durable.history.ExecutionSuspended;
import dev.durable.history.ExecutionTerminated;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.history.TaskRetryScheduled;
import dev.durable.history.TaskScheduled;
import dev.durable.history.TimerCreated;
import dev.durable.history.TimerFired;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Execution}: durable timers, and instances that are suspended or not
 * due yet.
 */
class TimersAndHoldingTests {

	private static final OrchestratorDefinition.Code TWO_EVENTS = (context,
			input) -> context.waitForEvent("a", Integer.class).await()
					+ context.waitForEvent("a", Integer.class).await();

	@Test
	void timersCountFromTheTimeOfTheTurn() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			context.sleep(Duration.ofMinutes(1));
			context.createTimer(OrchestratorRun.START.plusSeconds(500)).await();
			return context.currentTime();
		});
		Instant first = OrchestratorRun.START.plusSeconds(1);
		assertThat(run.turn()).containsExactly(new TimerCreated(1, first.plusSeconds(60)));
		assertThat(run.execution().openTimers()).containsExactly(new OpenTimer(1, first.plusSeconds(60)));
		assertThat(run.turnAfter(Duration.ofSeconds(60), new TimerFired(1)))
			.containsExactly(new TimerCreated(2, OrchestratorRun.START.plusSeconds(500)));
		run.turnAfter(Duration.ofSeconds(439), new TimerFired(2));
		assertThat(run.output()).isEqualTo("\"2026-01-02T03:12:25Z\"");
	}

	@Test
	void timersBeyondAllDatesNeverFire() {
		OrchestratorDefinition.Code code = (context, input) -> {
			context.createTimer(Instant.MAX);
			context.sleep(ChronoUnit.FOREVER.getDuration());
			return "woke";
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		Instant never = Instant.parse("9999-12-31T23:59:59.999999Z");
		assertThat(run.turn()).containsExactly(new TimerCreated(1, never), new TimerCreated(2, never));
		assertThat(OrchestratorRun.replay(code, run.history()).execution().openTimers())
			.containsExactlyInAnyOrder(new OpenTimer(1, never), new OpenTimer(2, never));
	}

	@Test
	void replayedTimersFireWhenHistorySays() {
		Instant recorded = OrchestratorRun.START.plusSeconds(5);
		OrchestratorRun run = OrchestratorRun.replay((context, input) -> {
			context.sleep(Duration.ofDays(9));
			return "woke";
		}, OrchestratorRun.history(List.of(new TimerCreated(1, recorded))));
		assertThat(run.problem()).isEmpty();
		assertThat(run.execution().openTimers()).containsExactly(new OpenTimer(1, recorded));
	}

	@Test
	void timePassesOnlyBetweenTurns() {
		List<Instant> times = new ArrayList<>();
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			times.add(context.currentTime());
			context.callActivity("A", null, String.class);
			times.add(context.currentTime());
			context.waitForEvent("a", String.class).await();
			times.add(context.currentTime());
			return null;
		});
		run.turn();
		run.turnAfter(Duration.ofHours(1), new EventRaised("a", null));
		Instant first = OrchestratorRun.START.plusSeconds(1);
		assertThat(times).containsExactly(first, first, first.plusSeconds(3600));
	}

	@Test
	void suspendedInstancesKeepEverythingUntilTheyAreResumed() {
		List<String> steps = new ArrayList<>();
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			context.callActivity("A", null, String.class).await();
			steps.add("completed");
			context.createTimer(OrchestratorRun.START.plusSeconds(99)).await();
			return steps.add("fired");
		});
		run.turn();
		run.turn(new ExecutionSuspended("pause"), new TaskCompleted(1, 1, null));
		run.turn(new EventRaised("b", null));
		assertThat(steps).isEmpty();
		assertThat(run.execution().isSuspended()).isTrue();
		assertThat(run.execution().bufferedEvents()).isEqualTo(2);
		assertThat(run.turn(new ExecutionResumed(null))).hasSize(1);
		assertThat(run.execution().isSuspended()).isFalse();
		assertThat(steps).containsExactly("completed");
		run.turn(new ExecutionSuspended(null), new TimerFired(2), new ExecutionResumed(null));
		assertThat(steps).containsExactly("completed", "fired");
	}

	/**
	 * Whoever loads the instance then begins what is open.
	 */
	@Test
	void whatHasAnOutcomeThatIsHeldBackIsNotOpen() {
		FailureDetails failure = new FailureDetails("x.Broken", "broken", null, null);
		ActivityOptions retries = ActivityOptions.retry(RetryPolicy.of(2, Duration.ofSeconds(5)));
		OrchestratorDefinition.Code code = (context, input) -> {
			context.callActivity("Completed", null, String.class);
			context.callActivity("Failed", null, String.class, retries);
			context.callActivity("Tried again", null, String.class, retries);
			context.createTimer(Duration.ofSeconds(9));
			return context.createTimer(Duration.ofSeconds(99)).await();
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new TaskFailed(3, 1, failure));
		run.turn(new ExecutionSuspended(null), new TaskCompleted(1, 1, null), new TaskFailed(2, 1, failure),
				new TaskFailed(3, 1, failure), new TaskCompleted(3, 1, null), new TimerFired(4),
				new EventRaised("go", null));
		for (OrchestratorRun loaded : List.of(run, OrchestratorRun.replay(code, run.history()))) {
			assertThat(loaded.execution().openActivities()).extracting(OpenActivity::name)
				.containsExactly("Tried again");
			assertThat(loaded.execution().openTimers()).extracting(OpenTimer::taskId).containsExactly(5);
			assertThat(loaded.execution().unreceivedEvents()).containsExactly(new EventRaised("go", null));
		}
	}

	@Test
	void whatWasHeldComesBeforeWhatCameLater() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> context.waitForEvent("a", String.class).await()
				+ context.waitForEvent("a", String.class).await() + context.waitForEvent("a", String.class).await());
		run.turn(new ExecutionSuspended(null), new EventRaised("a", "\"1\""));
		run.turn(new ExecutionResumed(null), new EventRaised("a", "\"2\""), new EventRaised("a", "\"3\""));
		assertThat(run.output()).isEqualTo("\"123\"");
	}

	@Test
	void failuresOfHeldActivitiesAreRetriedWhenResumed() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> context
			.callActivity("A", null, String.class, ActivityOptions.retry(RetryPolicy.of(2, Duration.ofSeconds(5))))
			.await());
		run.turn();
		FailureDetails failure = new FailureDetails("x.Broken", "broken", null, null);
		assertThat(run.turn(new ExecutionSuspended(null), new TaskFailed(1, 1, failure))).isEmpty();
		assertThat(run.turn(new ExecutionResumed(null)))
			.containsExactly(new TaskRetryScheduled(1, 2, OrchestratorRun.START.plusSeconds(3 + 5)));
	}

	@Test
	void suspendedBeforeTheFirstRunRunsWhenResumed() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> "ran");
		assertThat(run.turn(new ExecutionSuspended(null))).isEmpty();
		assertThat(run.execution().isCodeStarted()).isFalse();
		run.turn(new ExecutionResumed(null));
		assertThat(run.output()).isEqualTo("\"ran\"");
	}

	@Test
	void instancesThatAreNotDueKeepEventsUntilTheyAre() {
		Instant startAt = OrchestratorRun.START.plusSeconds(10);
		OrchestratorDefinition code = OrchestratorRun
			.code((context, input) -> context.waitForEvent("a", String.class).await() + context.currentTime());
		OrchestratorRun run = OrchestratorRun.of(code, OrchestratorRun.LIMITS,
				new ExecutionStarted("Test", "", null, startAt));
		assertThat(run.execution().notBefore()).isEqualTo(startAt);
		assertThat(run.turn(new EventRaised("a", "\"kept until \""))).isEmpty();
		assertThat(run.execution().isCodeStarted()).isFalse();
		assertThat(run.execution().unreceivedEvents()).hasSize(1);
		run.turnAfter(Duration.ofSeconds(9));
		assertThat(run.execution().notBefore()).isNull();
		assertThat(run.output()).isEqualTo("\"kept until 2026-01-02T03:04:15Z\"");
		assertThat(OrchestratorRun.replay(code, OrchestratorRun.LIMITS, run.history()).output())
			.isEqualTo(run.output());
	}

	@Test
	void replayHoldsBackWhatTheFirstRunHeldBack() {
		OrchestratorDefinition.Code code = (context, input) -> {
			String first = context.waitForEvent("a", String.class).await();
			context.callActivity("A", first, String.class).await();
			return first;
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new ExecutionSuspended("pause"), new EventRaised("a", "\"1\""));
		run.turn(new EventRaised("a", "\"2\""));
		OrchestratorRun suspended = OrchestratorRun.replay(code, run.history());
		assertThat(suspended.problem()).isEmpty();
		assertThat(suspended.execution().isSuspended()).isTrue();
		assertThat(suspended.execution().bufferedEvents()).isEqualTo(2);
		assertThat(suspended.turn(new ExecutionResumed(null))).containsExactly(new TaskScheduled(1, "A", "\"1\""));
		OrchestratorRun resumed = OrchestratorRun.replay(code, suspended.history());
		assertThat(resumed.problem()).isEmpty();
		assertThat(resumed.execution().unreceivedEvents()).containsExactly(new EventRaised("a", "\"2\""));
	}

	@Test
	void whatCameWhileTheCodeWasAbsentIsMadeUpForLater() {
		OrchestratorDefinition.Code code = (context, input) -> {
			int sum = context.waitForEvent("a", Integer.class).await();
			context.callActivity("A", sum, String.class).await();
			return sum;
		};
		OrchestratorRun first = OrchestratorRun.of(code);
		first.turn();
		OrchestratorRun absent = OrchestratorRun.replay((OrchestratorDefinition) null, OrchestratorRun.LIMITS,
				first.history());
		assertThat(absent.turn(new CodeAbsent(), new ExecutionSuspended("no code"))).isEmpty();
		assertThat(absent.turn(new CodeAbsent(), new EventRaised("a", "5"), new ExecutionResumed(null))).isEmpty();
		assertThat(absent.execution().hasReleasable()).isFalse();
		OrchestratorRun back = OrchestratorRun.replay(code, absent.history());
		assertThat(back.problem()).isEmpty();
		assertThat(back.execution().hasReleasable()).isTrue();
		assertThat(back.turn()).containsExactly(new TaskScheduled(1, "A", "5"));
		assertThat(back.execution().hasReleasable()).isFalse();
		OrchestratorRun again = OrchestratorRun.replay(code, back.history());
		assertThat(again.problem()).isEmpty();
		assertThat(again.execution().openActivities()).isEqualTo(back.execution().openActivities());
	}

	@Test
	void whatCameTogetherWithASuspensionIsMadeUpForWhenTheCodeWasAbsentAtTheResume() {
		OrchestratorDefinition.Code code = (context, input) -> {
			int sum = context.waitForEvent("a", Integer.class).await();
			context.callActivity("A", sum, String.class).await();
			return sum;
		};
		OrchestratorRun first = OrchestratorRun.of(code);
		first.turn();
		assertThat(first.turn(new EventRaised("a", "5"), new ExecutionSuspended("pause"))).isEmpty();
		assertThat(first.execution().hasReleasable()).isFalse();
		OrchestratorRun absent = OrchestratorRun.replay((OrchestratorDefinition) null, OrchestratorRun.LIMITS,
				first.history());
		assertThat(absent.turn(new CodeAbsent(), new ExecutionResumed(null))).isEmpty();
		OrchestratorRun back = OrchestratorRun.replay(code, absent.history());
		assertThat(back.execution().hasReleasable()).isTrue();
		assertThat(back.turn()).containsExactly(new TaskScheduled(1, "A", "5"));
		OrchestratorRun again = OrchestratorRun.replay(code, back.history());
		assertThat(again.problem()).isEmpty();
		assertThat(again.execution().openActivities()).isEqualTo(back.execution().openActivities());
	}

	@Test
	void terminationEndsInstancesThatAreHeldOrNotDue() {
		OrchestratorRun suspended = OrchestratorRun.of(TWO_EVENTS);
		suspended.turn(new ExecutionSuspended(null));
		assertThat(suspended.turn(new ExecutionTerminated(null))).hasSize(1);
		assertThat(suspended.execution().ending()).isNotNull();
		OrchestratorRun kept = OrchestratorRun.of(TWO_EVENTS);
		kept.turn(new ExecutionSuspended(null), new EventRaised("a", "1"));
		kept.turn(new ExecutionResumed(null), new ExecutionTerminated(null));
		assertThat(kept.execution().hasReleasable()).isFalse();
		OrchestratorRun early = OrchestratorRun.of(OrchestratorRun.code(TWO_EVENTS), OrchestratorRun.LIMITS,
				new ExecutionStarted("Test", "", null, OrchestratorRun.START.plusSeconds(50)));
		assertThat(early.turn(new ExecutionTerminated("no"))).hasSize(1);
		assertThat(early.execution().isCodeStarted()).isFalse();
	}

}
