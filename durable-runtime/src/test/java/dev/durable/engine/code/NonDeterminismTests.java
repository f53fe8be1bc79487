package dev.durable.engine.code;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.durable.OrchestrationContext;
import dev.durable.SubOrchestrationOptions;
import dev.durable.engine.OrchestratorDefinition;
import dev.durable.history.CallRefused;
import dev.durable.history.ContinuedAsNew;
import dev.durable.history.EventRaised;
import dev.durable.history.HistoryEvent;
import dev.durable.history.SubOrchestrationCreated;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskRetryScheduled;
import dev.durable.history.TaskScheduled;
import dev.durable.history.TimerCreated;
import dev.durable.history.TimerFired;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Execution}: code that does not fit its history.
 */
class NonDeterminismTests {

	private static final HistoryEvent CHARGE = new TaskScheduled(1, "Charge", "1");

	private static final HistoryEvent CHARGED = new TaskCompleted(1, 1, "true");

	private static final HistoryEvent SHIP = new TaskScheduled(2, "Ship", null);

	@Test
	void showsAnotherName() {
		assertDifference((context, input) -> call(context, "Bill"), List.of(CHARGE)).contains("turn 1, decision 1")
			.contains("history: activity 'Charge' scheduled as task #1")
			.contains("code:    activity 'Bill' scheduled as task #1")
			.contains("Likely cause")
			.contains("resume");
	}

	@Test
	void showsAnotherOrder() {
		OrchestratorDefinition.Code code = (context, input) -> {
			context.callActivity("Ship", null, String.class);
			return call(context, "Charge");
		};
		assertDifference(code, List.of(CHARGE, SHIP)).contains("turn 1, decision 1")
			.contains("history: activity 'Charge'")
			.contains("code:    activity 'Ship'");
	}

	@Test
	void showsARemovedCall() {
		OrchestratorDefinition.Code code = (context, input) -> {
			call(context, "Charge");
			return context.waitForEvent("Shipped", String.class).await();
		};
		assertDifference(code, List.of(CHARGE), List.of(CHARGED, SHIP)).contains("turn 2, decision 1")
			.contains("history: activity 'Ship' scheduled as task #2")
			.contains("code:    nothing (the code waits)");
	}

	@Test
	void showsARemovedLastCall() {
		assertDifference((context, input) -> call(context, "Charge"), List.of(CHARGE), List.of(CHARGED, SHIP))
			.contains("history: activity 'Ship'")
			.contains("code:    ended as Completed");
	}

	@Test
	void showsAnAddedCall() {
		OrchestratorDefinition.Code code = (context, input) -> {
			context.callActivity("Charge", 1, Boolean.class);
			return call(context, "Log");
		};
		assertDifference(code, List.of(CHARGE)).contains("turn 1, decision 2")
			.contains("history: nothing (the code waits)")
			.contains("code:    activity 'Log' scheduled as task #2");
	}

	@Test
	void showsTimersInPlaceOfActivities() {
		assertDifference((context, input) -> {
			context.sleep(Duration.ofSeconds(1));
			return null;
		}, List.of(CHARGE)).contains("history: activity 'Charge'").contains("code:    timer set as task #1");
		assertDifference((context, input) -> call(context, "Charge"), List.of(new TimerCreated(1, Instant.EPOCH)))
			.contains("history: timer set as task #1")
			.contains("code:    activity 'Charge'");
	}

	@Test
	void showsOtherChildren() {
		OrchestratorDefinition.Code code = (context, input) -> context
			.callSubOrchestration("Child", null, String.class, SubOrchestrationOptions.DEFAULT.withInstanceId("two"))
			.await();
		assertDifference(code, List.of(new SubOrchestrationCreated(1, "Child", "", "one", null)))
			.contains("history: sub-orchestration 'Child' with id 'one'")
			.contains("code:    sub-orchestration 'Child' with id 'two'");
		OrchestratorRun fits = OrchestratorRun.replay(code,
				OrchestratorRun.history(List.of(new SubOrchestrationCreated(1, "Child", "3", "two", "9"))));
		assertThat(fits.problem()).isEmpty();
	}

	@Test
	void showsChildrenOfAnotherName() {
		assertDifference((context, input) -> context
			.callSubOrchestration("Other", null, Object.class, SubOrchestrationOptions.DEFAULT.withInstanceId("one"))
			.await(), List.of(new SubOrchestrationCreated(1, "Child", "", "one", null)))
			.contains("history: sub-orchestration 'Child' with id 'one'")
			.contains("code:    sub-orchestration 'Other' with id 'one'");
	}

	@Test
	void showsRefusalsOfSomethingElse() {
		assertDifference((context, input) -> call(context, "Charge"), List.of(new CallRefused(-1, "too large")))
			.contains("history: custom status or next input refused")
			.contains("code:    activity 'Charge' scheduled as task #1");
		assertDifference((context, input) -> "done", List.of(new CallRefused(1, "too large")))
			.contains("history: call refused as task #1")
			.contains("code:    ended as Completed");
	}

	@Test
	void showsRetriesOfWhatDidNotFail() {
		assertDifference((context, input) -> call(context, "Charge"), List.of(CHARGE),
				List.of(new TaskRetryScheduled(1, 2, OrchestratorRun.START)))
			.contains("history: attempt 2 of task #1 scheduled")
			.contains("code:    nothing");
	}

	@Test
	void showsAnotherEnd() {
		assertDifference((context, input) -> "done", List.of(new ContinuedAsNew(null)))
			.contains("history: continued as new")
			.contains("code:    ended as Completed");
	}

	@Test
	void anotherInputIsNoDifference() {
		OrchestratorRun run = OrchestratorRun.replay(
				(context, input) -> context.callActivity("Charge", 2, Boolean.class).await(),
				OrchestratorRun.history(List.of(CHARGE)));
		assertThat(run.problem()).isEmpty();
		assertThat(run.execution().openActivities()).singleElement().extracting(OpenActivity::input).isIn("1", "2");
	}

	@Test
	void catchExceptionDoesNotHideIt() {
		assertDifference((context, input) -> {
			try {
				return call(context, "Bill");
			}
			catch (Exception ex) {
				return "caught";
			}
		}, List.of(CHARGE)).contains("'Charge'").contains("'Bill'");
	}

	@Test
	void codeThatSwallowsEverythingIsStillFoundOut() {
		assertDifference((context, input) -> {
			try {
				call(context, "Bill");
			}
			catch (Throwable ex) {
				// swallowed
			}
			try {
				return call(context, "Charge");
			}
			catch (Throwable ex) {
				return "swallowed";
			}
		}, List.of(CHARGE), List.of(CHARGED)).contains("turn 1").contains("'Bill'");
	}

	@Test
	void codeThatSwallowsEverythingAndEndsIsStillFoundOut() {
		OrchestratorRun run = OrchestratorRun.replay((context, input) -> {
			try {
				return call(context, "Bill");
			}
			catch (Throwable ex) {
				return "swallowed";
			}
		}, OrchestratorRun.history(List.of(CHARGE)));
		assertThat(run.problem()).isPresent();
		assertThat(run.execution().ending()).isNull();
		assertThat(run.execution().wantsCode()).isFalse();
	}

	@Test
	void isFoundInTheTurnInWhichItHappens() {
		OrchestratorDefinition.Code code = (context, input) -> {
			context.callActivity("Charge", 1, Boolean.class).await();
			context.waitForEvent("a", String.class).await();
			return call(context, "Send");
		};
		assertDifference(code, List.of(CHARGE), List.of(CHARGED), List.of(new EventRaised("a", null), SHIP),
				List.of(new TaskCompleted(2, 1, null)))
			.contains("turn 3, decision 1")
			.contains("'Ship'")
			.contains("'Send'");
	}

	@Test
	void isFoundWhenTheCodeDoesNotWakeUpAsItDid() {
		OrchestratorDefinition.Code code = (context, input) -> context.waitForEvent("other", String.class).await();
		assertDifference(code, List.of(), List.of(new TimerFired(1), new EventRaised("a", null), CHARGE))
			.contains("turn 2, decision 1")
			.contains("history: activity 'Charge'")
			.contains("code:    nothing");
	}

	private static Object call(OrchestrationContext context, String name) {
		return context.callActivity(name, 1, Object.class).await();
	}

	@SafeVarargs
	private static org.assertj.core.api.AbstractStringAssert<?> assertDifference(OrchestratorDefinition.Code code,
			List<? extends HistoryEvent>... turns) {
		OrchestratorRun run = OrchestratorRun.replay(code, OrchestratorRun.history(turns));
		assertThat(run.problem()).isPresent();
		return assertThat(run.problem().get());
	}

}
