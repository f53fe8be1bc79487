package dev.durable.engine.code;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import dev.durable.FailureDetails;
import dev.durable.OrchestrationContext;
import dev.durable.Task;
import dev.durable.engine.OrchestratorDefinition;
import dev.durable.history.CallRefused;
import dev.durable.history.Decision;
import dev.durable.history.DecisionKept;
import dev.durable.history.EventRaised;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.history.TaskScheduled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Execution}: what is too large.
 */
class RefusedCallTests {

	private static final OrchestratorRun.Limits SMALL = new OrchestratorRun.Limits(20, 400);

	private static final OrchestratorRun.Limits LARGE = new OrchestratorRun.Limits(1_000, 10_000);

	static Stream<Arguments> calls() {
		return Stream.of(call("activity", (context, input) -> context.callActivity("A", input, String.class)),
				call("sub-orchestration", (context, input) -> context.callSubOrchestration("A", input, String.class)),
				call("custom status", OrchestrationContext::setCustomStatus),
				call("next input", OrchestrationContext::continueAsNew));
	}

	private static Arguments call(String name, BiConsumer<OrchestrationContext, Object> call) {
		return Arguments.argumentSet(name, call);
	}

	@ParameterizedTest
	@MethodSource("calls")
	void callsThatAreTooLargeAreRefusedAgainWhateverTheLimitIsThen(BiConsumer<OrchestrationContext, Object> call) {
		OrchestratorDefinition code = OrchestratorRun.code((context, input) -> {
			List<String> refused = new ArrayList<>();
			for (String text : List.of("small", "x".repeat(30), "less")) {
				try {
					call.accept(context, text);
				}
				catch (RuntimeException ex) {
					refused.add(ex.getClass() + ": " + ex.getMessage());
				}
			}
			context.callActivity("Refused " + refused.size(), null, String.class).await();
			return refused;
		});
		OrchestratorRun run = OrchestratorRun.of(code.code(), SMALL);
		assertThat(run.turn()).contains(new TaskScheduled(taskId(run), "Refused 1", null));
		OrchestratorRun replayed = OrchestratorRun.replay(code, LARGE, run.history());
		assertThat(replayed.problem()).isEmpty();
		assertThat(replayed.execution().openActivities()).isEqualTo(run.execution().openActivities());
	}

	private static int taskId(OrchestratorRun run) {
		return run.execution()
			.openActivities()
			.stream()
			.filter((activity) -> activity.name().startsWith("Refused"))
			.findFirst()
			.orElseThrow()
			.taskId();
	}

	@Test
	void callsThatFittedAreNotRefusedByASmallerLimitLater() {
		OrchestratorDefinition code = OrchestratorRun.code((context, input) -> {
			context.setCustomStatus("x".repeat(50));
			return context.callActivity("A", "x".repeat(500), String.class).await();
		});
		OrchestratorRun run = OrchestratorRun.of(code.code(), LARGE);
		run.turn();
		OrchestratorRun replayed = OrchestratorRun.replay(code, SMALL, run.history());
		assertThat(replayed.problem()).isEmpty();
		assertThat(replayed.execution().openActivities()).hasSize(1);
	}

	@Test
	void aRefusalBelongsToOneCall() {
		OrchestratorDefinition code = OrchestratorRun.code((context, input) -> {
			context.setCustomStatus("small");
			try {
				context.callActivity("A", "x".repeat(30), String.class);
			}
			catch (IllegalArgumentException ex) {
				context.setCustomStatus("less");
			}
			return context.callActivity("B", null, String.class).await();
		});
		OrchestratorRun run = OrchestratorRun.of(code.code(), SMALL);
		run.turn();
		OrchestratorRun replayed = OrchestratorRun.replay(code, LARGE, run.history());
		assertThat(replayed.problem()).isEmpty();
		assertThat(replayed.execution().openActivities()).hasSize(1).isEqualTo(run.execution().openActivities());
	}

	@Test
	void oneTurnSchedulesOnlySoMuch() {
		OrchestratorDefinition code = OrchestratorRun.code((context, input) -> {
			int scheduled = 0;
			try {
				while (true) {
					context.callActivity("A", "1234567890", String.class);
					scheduled++;
				}
			}
			catch (IllegalArgumentException ex) {
				context.waitForEvent("next", String.class).await();
				return scheduled + " " + ex.getMessage();
			}
		});
		OrchestratorRun run = OrchestratorRun.of(code.code(), SMALL);
		assertThat(run.turn()).hasSize(6).last().isInstanceOf(CallRefused.class);
		OrchestratorRun replayed = OrchestratorRun.replay(code, LARGE, run.history());
		assertThat(replayed.problem()).isEmpty();
		replayed.turn(new EventRaised("next", null));
		assertThat(replayed.output()).contains("5 One turn of the orchestrator")
			.contains("durable.limits.max-turn-size");
	}

	@Test
	void eachTurnSchedulesAsMuchAgain() {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> {
			for (int i = 0; i < 20; i++) {
				context.callActivity("A", "1234567890", String.class).await();
			}
			return "done";
		}, SMALL);
		run.turn();
		for (int i = 1; i <= 20; i++) {
			run.turn(new TaskCompleted(i, 1, null));
		}
		assertThat(run.output()).isEqualTo("\"done\"");
	}

	@Test
	void callsThatStandAfterARewindAreNotRefused() {
		OrchestratorDefinition.Code code = (context, input) -> {
			Task<String> bad = context.callActivity("Bad", null, String.class);
			context.waitForEvent("go", String.class).await();
			for (int i = 0; i < 5; i++) {
				context.callActivity("Kept", "x".repeat(100) + i, String.class);
			}
			if (!bad.isDone()) {
				context.callActivity("New", "x".repeat(100), String.class);
			}
			return bad.await();
		};
		OrchestratorRun run = OrchestratorRun.of(code, LARGE);
		run.turn();
		run.turn(new TaskFailed(1, 1, new FailureDetails("x.Broken", null, null, null)), new EventRaised("go", null));
		run.failure();
		OrchestratorRun rewound = run.rewind(code, SMALL);
		List<Decision> decisions = rewound.turn();
		assertThat(decisions).filteredOn(DecisionKept.class::isInstance).hasSize(5);
		assertThat(decisions).filteredOn(CallRefused.class::isInstance).hasSize(1);
		assertThat(rewound.failure().failure().message()).contains("The input of activity 'New'");
	}

	@Test
	void anOutputThatIsTooLargeFailsTheInstance() {
		OrchestratorDefinition code = OrchestratorRun.code((context, input) -> "x".repeat(30));
		OrchestratorRun run = OrchestratorRun.of(code.code(), SMALL);
		run.turn();
		assertThat(run.failure().failure().message()).contains("The output")
			.contains("durable.limits.max-payload-size");
		assertThat(OrchestratorRun.replay(code, LARGE, run.history()).failure()).isEqualTo(run.failure());
	}

}
