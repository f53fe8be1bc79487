package dev.durable.engine.code;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.durable.ActivityOptions;
import dev.durable.FailureDetails;
import dev.durable.RetryPolicy;
import dev.durable.Task;
import dev.durable.engine.OrchestratorDefinition;
import dev.durable.history.EventRaised;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.history.TaskRetryScheduled;
import dev.durable.history.TaskScheduled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for attempts that are handed over to other nodes.
 */
class HandOverTests {

	private static final FailureDetails FAILURE = new FailureDetails("x.Failed", "no", null, null);

	private static final OrchestratorDefinition.Code TWO = (context, input) -> {
		ActivityOptions retries = ActivityOptions.retry(RetryPolicy.of(3, Duration.ofSeconds(5)));
		Task<String> first = context.callActivity("A", 1, String.class, retries);
		Task<String> second = context.callActivity("B", 2, String.class, retries);
		return context.allOf(List.of(first, second)).await();
	};

	@Test
	void theChoiceIsPartOfTheDecisionsAndOfTheOpenTasks() {
		OrchestratorRun run = OrchestratorRun.of(TWO);
		run.turn();
		assertThat(run.execution().handOver((activity) -> activity.name().equals("B"))).extracting(OpenActivity::taskId)
			.containsExactly(2);
		assertThat(run.execution().end()).containsExactly(new TaskScheduled(1, "A", "1"),
				new TaskScheduled(2, "B", "2", true));
		assertThat(run.execution().openActivities()).containsExactly(new OpenActivity(1, 1, "A", "1", null),
				new OpenActivity(2, 1, "B", "2", null, true));
	}

	@Test
	void eachAttemptIsChosenAnew() {
		OrchestratorRun run = OrchestratorRun.of(TWO);
		run.turn();
		run.execution().handOver((activity) -> activity.taskId() == 2);
		run.turn(new TaskFailed(1, 1, FAILURE), new TaskFailed(2, 1, FAILURE));
		run.execution().handOver((activity) -> activity.taskId() == 1);
		Instant dueAt = OrchestratorRun.START.plusSeconds(2 + 5);
		assertThat(run.execution().end()).containsExactly(new TaskRetryScheduled(1, 2, dueAt, true),
				new TaskRetryScheduled(2, 2, dueAt));
		assertThat(run.execution().openActivities()).containsExactly(new OpenActivity(1, 2, "A", "1", dueAt, true),
				new OpenActivity(2, 2, "B", "2", dueAt));
	}

	@Test
	void onReplayHistoryDecides() {
		Instant dueAt = OrchestratorRun.START.plusSeconds(60);
		OrchestratorRun run = OrchestratorRun.replay(TWO,
				OrchestratorRun.history(
						List.of(new TaskScheduled(1, "A", "1", true), new TaskScheduled(2, "B", "2", true)),
						List.of(new TaskFailed(2, 1, FAILURE), new TaskRetryScheduled(2, 2, dueAt))));
		assertThat(run.problem()).isEmpty();
		assertThat(run.execution().openActivities()).containsExactly(new OpenActivity(1, 1, "A", "1", null, true),
				new OpenActivity(2, 2, "B", "2", dueAt));
	}

	@Test
	void nothingIsHandedOverByATurnThatEnds() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			context.callActivity("A", 1, String.class);
			return "not waiting";
		});
		run.turn();
		assertThat(run.execution().handOver((activity) -> true)).isEmpty();
		assertThat(run.execution().end()).contains(new TaskScheduled(1, "A", "1"));
	}

	@Test
	void onlyWhatTheTurnHasScheduledIsHandedOver() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			Task<String> first = context.callActivity("A", 1, String.class);
			context.waitForEvent("go", String.class).await();
			context.createTimer(Duration.ofSeconds(1));
			context.callSubOrchestration("Child", null, String.class);
			return context.callActivity("B", 2, String.class).await() + first.await();
		});
		run.turn();
		run.turn(new EventRaised("go", null));
		assertThat(run.execution().handOver((activity) -> true)).extracting(OpenActivity::name).containsExactly("B");
		run.turn(new TaskCompleted(1, 1, "\"a\""));
		assertThat(run.execution().handOver((activity) -> true)).isEmpty();
	}

}
