package dev.durable.engine.code;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

import dev.durable.EventTimeoutException;
import dev.durable.Task;
import dev.durable.engine.OrchestratorDefinition;
import dev.durable.history.ContinuedAsNew;
import dev.durable.history.EventRaised;
import dev.durable.history.ExecutionStarted;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskScheduled;
import dev.durable.history.TimerCreated;
import dev.durable.history.TimerFired;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Execution}: external events.
 */
class ExternalEventTests {

	private static final OrchestratorDefinition.Code TIMEOUT_THEN_WAIT = (context, input) -> {
		String first;
		try {
			first = context.waitForEvent("go", String.class, Duration.ofSeconds(10)).await();
		}
		catch (EventTimeoutException ex) {
			first = ex.eventName() + " timed out";
		}
		return first + ", " + context.waitForEvent("go", String.class).await();
	};

	@Test
	void handsEventsOutInTheOrderOfArrivalPerName() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			Task<Integer> one = context.waitForEvent("a", Integer.class);
			Task<Integer> other = context.waitForEvent("b", Integer.class);
			Task<Integer> two = context.waitForEvent("a", Integer.class);
			return context.allOf(List.of(one, two, other)).await();
		});
		run.turn();
		assertThat(run.turn(new EventRaised("b", "9"), new EventRaised("a", "1"))).isEmpty();
		run.turn(new EventRaised("a", "2"), new EventRaised("a", "3"));
		assertThat(run.output()).isEqualTo("[1,2,9]");
		assertThat(run.execution().unreceivedEvents()).containsExactly(new EventRaised("a", "3"));
	}

	@Test
	void keepsEventsThatNobodyWaitsForYet() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			context.callActivity("A", null, String.class).await();
			Task<Integer> one = context.waitForEvent("a", Integer.class);
			assertThat(one.isDone()).isTrue();
			return one.await() + context.waitForEvent("a", Integer.class).await();
		});
		run.turn(new EventRaised("a", "1"));
		run.turn(new EventRaised("other", null));
		run.turn(new EventRaised("a", "10"));
		assertThat(run.execution().bufferedEvents()).isEqualTo(3);
		run.turn(new TaskCompleted(1, 1, null));
		assertThat(run.output()).isEqualTo("11");
		assertThat(run.execution().bufferedEvents()).isEqualTo(1);
	}

	@Test
	void takesUpperAndLowerCaseAsTheSameName() {
		OrchestratorRun run = OrchestratorRun
			.of((context, input) -> context.waitForEvent("Approval", String.class).await()
					+ context.waitForEvent("APPROVAL", String.class).await());
		run.turn(new EventRaised("approval", "\"a\""));
		run.turn(new EventRaised("aPPROVAL", "\"b\""));
		assertThat(run.output()).isEqualTo("\"ab\"");
	}

	@Test
	void keepsOneEventForOneWaiter() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			Task<String> one = context.waitForEvent("a", String.class);
			Task<String> two = context.waitForEvent("a", String.class);
			context.callActivity("A", null, String.class).await();
			return one.isDone() + " " + two.isDone();
		});
		run.turn();
		run.turn(new EventRaised("a", null));
		run.turn(new TaskCompleted(1, 1, null));
		assertThat(run.output()).isEqualTo("\"true false\"");
	}

	@Test
	void readsPayloadsOfGenericTypes() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> context
			.waitForEvent("a", new ParameterizedTypeReference<Map<String, List<Long>>>() {
			}, null)
			.await()
			.get("x")
			.get(0)
			.longValue());
		run.turn();
		run.turn(new EventRaised("a", "{\"x\":[5]}"));
		assertThat(run.output()).isEqualTo("5");
	}

	@Test
	void failsTheWaiterWhosePayloadDoesNotFit() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> context.waitForEvent("a", Integer.class).await());
		run.turn();
		run.turn(new EventRaised("a", "{}"));
		assertThat(run.failure().failure().message()).contains("The payload of event 'a' does not fit");
	}

	@Test
	void setsATimerForATimeLimitOnlyIfItHasToWait() {
		OrchestratorRun run = OrchestratorRun.of(TIMEOUT_THEN_WAIT);
		assertThat(run.turn(new EventRaised("go", "\"early\""))).isEmpty();
		OrchestratorRun waiting = OrchestratorRun.of(TIMEOUT_THEN_WAIT);
		assertThat(waiting.turn()).containsExactly(new TimerCreated(1, OrchestratorRun.START.plusSeconds(11)));
	}

	@Test
	void throwsWhenTheTimeIsUp() {
		OrchestratorRun run = OrchestratorRun.of(TIMEOUT_THEN_WAIT);
		run.turn();
		assertThat(run.turn(new TimerFired(1))).isEmpty();
		run.turn(new EventRaised("go", "\"late\""));
		assertThat(run.output()).isEqualTo("\"go timed out, late\"");
	}

	@Test
	void forgetsTheTimerWhenTheEventCame() {
		OrchestratorRun run = OrchestratorRun.of(TIMEOUT_THEN_WAIT);
		run.turn();
		run.turn(new EventRaised("go", "\"in time\""));
		assertThat(run.execution().openTimers()).isEmpty();
		assertThat(run.execution().takeClosedTimers()).containsExactly(1);
		assertThat(run.execution().takeClosedTimers()).isEmpty();
		assertThat(run.turn(new TimerFired(1))).isEmpty();
		run.turn(new EventRaised("go", "\"next\""));
		assertThat(run.output()).isEqualTo("\"in time, next\"");
	}

	@Test
	void whatCameFirstWinsWhenEventAndTimeLimitMeetInOneTurn() {
		OrchestratorRun event = OrchestratorRun.of(TIMEOUT_THEN_WAIT);
		event.turn();
		event.turn(new EventRaised("go", "\"event\""), new TimerFired(1), new EventRaised("go", "\"next\""));
		assertThat(event.output()).isEqualTo("\"event, next\"");
		OrchestratorRun timer = OrchestratorRun.of(TIMEOUT_THEN_WAIT);
		timer.turn();
		timer.turn(new TimerFired(1), new EventRaised("go", "\"event\""));
		assertThat(timer.output()).isEqualTo("\"go timed out, event\"");
	}

	@Test
	void carriesEventsThatNobodyReceivedIntoTheNextRun() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			String event = context.waitForEvent("a", String.class).await();
			context.continueAsNew(event);
			return "ignored";
		});
		run.turn(new EventRaised("b", "1"));
		assertThat(run.turn(new EventRaised("a", "\"x\""), new EventRaised("A", "2"), new EventRaised("b", "3")))
			.containsExactly(new ContinuedAsNew("\"x\""));
		assertThat(run.execution().ending()).isEqualTo(new ContinuedAsNew("\"x\""));
		assertThat(run.execution().unreceivedEvents()).containsExactly(new EventRaised("b", "1"),
				new EventRaised("A", "2"), new EventRaised("b", "3"));
	}

	@Test
	void receivesWhatTheFormerRunHasLeft() {
		OrchestratorRun run = OrchestratorRun.of(
				OrchestratorRun.code((context, input) -> context.waitForEvent("a", Integer.class).await()
						+ context.waitForEvent("a", Integer.class).await()),
				OrchestratorRun.LIMITS, new ExecutionStarted("Test", "", null, null), new EventRaised("a", "1"),
				new EventRaised("a", "10"));
		run.turn();
		assertThat(run.output()).isEqualTo("11");
	}

	@Test
	void doesNotContinueAsNewWhenItFails() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			context.continueAsNew(1);
			throw new IllegalStateException("after all");
		});
		run.turn();
		assertThat(run.failure().failure().message()).isEqualTo("after all");
	}

	@Test
	void aWaiterWhoseTimeLimitWasRefusedTakesNoEvent() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			for (int i = 0; i < 3; i++) {
				context.callActivity("Fill", "x".repeat(20), String.class);
			}
			try {
				context.waitForEvent("a", String.class, Duration.ofSeconds(1));
			}
			catch (IllegalArgumentException ex) {
				return context.waitForEvent("a", String.class).await();
			}
			return "not refused";
		}, new OrchestratorRun.Limits(100, 3 * (64 + 22)));
		assertThat(run.turn()).hasSize(4).first().isInstanceOf(TaskScheduled.class);
		run.turn(new EventRaised("a", "\"received\""));
		assertThat(run.output()).isEqualTo("\"received\"");
	}

	@ParameterizedTest
	@MethodSource
	void aTimeLimitThatNoDateHasIsNone(Duration forever) {
		OrchestratorDefinition.Code code = (context, input) -> context.waitForEvent("a", String.class, forever).await()
				+ context.waitForEvent("a", String.class).await();
		OrchestratorRun run = OrchestratorRun.of(code);
		assertThat(run.turn()).containsExactly(new TimerCreated(1, Instant.parse("9999-12-31T23:59:59.999999Z")));
		assertThat(OrchestratorRun.replay(code, run.history()).problem()).isEmpty();
		run.turn(new EventRaised("a", "\"one, \""));
		run.turn(new EventRaised("a", "\"two\""));
		assertThat(run.output()).isEqualTo("\"one, two\"");
	}

	static List<Duration> aTimeLimitThatNoDateHasIsNone() {
		return List.of(ChronoUnit.FOREVER.getDuration(), Duration.ofMillis(Long.MAX_VALUE), Duration.ofDays(4_000_000));
	}

	@Test
	void aTimeLimitThatIsOverTakesNoEvent() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			try {
				return context.waitForEvent("a", String.class, ChronoUnit.FOREVER.getDuration().negated()).await();
			}
			catch (EventTimeoutException ex) {
				return context.waitForEvent("a", String.class).await();
			}
		});
		assertThat(run.turn()).containsExactly(new TimerCreated(1, OrchestratorRun.START.plusSeconds(1)));
		run.turn(new TimerFired(1));
		run.turn(new EventRaised("a", "\"received\""));
		assertThat(run.output()).isEqualTo("\"received\"");
	}

}
