package dev.durable.engine.code;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import dev.durable.OrchestrationContext;
import dev.durable.engine.OrchestratorDefinition;
import dev.durable.history.EventRaised;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Execution}: instances that leave memory.
 */
@Timeout(30)
class UnwindingTests {

	private final List<String> steps = Collections.synchronizedList(new ArrayList<>());

	@Test
	void catchExceptionNeverSeesIt() throws Exception {
		OrchestratorRun run = waiting((context, input) -> {
			try {
				return context.waitForEvent("never", String.class).await();
			}
			catch (Exception ex) {
				this.steps.add("caught " + ex);
			}
			this.steps.add("went on");
			return null;
		});
		run.unwind();
		assertThat(this.steps).isEmpty();
		assertThat(run.hasEnded()).isFalse();
		assertThat(run.execution().ending()).isNull();
	}

	@Test
	void finallyBlocksThatScheduleDoNothing() throws Exception {
		List<Runnable> work = new ArrayList<>();
		OrchestratorRun run = waiting((context, input) -> {
			work.addAll(everyKindOfWork(context));
			try {
				return context.waitForEvent("never", String.class).await();
			}
			finally {
				work.forEach(this::tryOne);
			}
		});
		List<?> decisions = List.copyOf(run.execution().end());
		run.unwind();
		assertThat(this.steps).hasSize(work.size()).containsOnly("unwound");
		assertThat(run.execution().end()).isEqualTo(decisions);
		assertThat(run.execution().takeCustomStatusChange()).isFalse();
		assertThat(run.execution().ending()).isNull();
	}

	@Test
	void codeThatSwallowsEverythingDoesNotComplete() throws Exception {
		OrchestratorRun run = waiting((context, input) -> {
			try {
				context.waitForEvent("never", String.class).await();
			}
			catch (Throwable ex) {
				this.steps.add("swallowed");
			}
			return "completed";
		});
		run.unwind();
		assertThat(this.steps).containsExactly("swallowed");
		assertThat(run.execution().ending()).isNull();
		assertThat(run.hasEnded()).isFalse();
	}

	@Test
	void codeThatHasNotBegunNeedsNoUnwinding() throws Exception {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> this.steps.add("ran"));
		run.unwind();
		assertThat(this.steps).isEmpty();
		assertThat(run.threads().count()).isZero();
	}

	@Test
	void codeThatHasEndedNeedsNoUnwinding() throws Exception {
		OrchestratorRun run = OrchestratorRun.of((context, input) -> "done");
		run.turn();
		run.unwind();
		assertThat(run.output()).isEqualTo("\"done\"");
	}

	@Test
	void oneThreadServesAllTurns() {
		OrchestratorRun run = waiting((context, input) -> context.waitForEvent("a", String.class).await()
				+ context.waitForEvent("a", String.class).await());
		run.turn(new EventRaised("a", "\"1\""));
		run.turn(new EventRaised("a", "\"2\""));
		assertThat(run.output()).isEqualTo("\"12\"");
		assertThat(run.threads().count()).isEqualTo(1);
	}

	private static List<Runnable> everyKindOfWork(OrchestrationContext context) {
		return List.of(() -> context.callActivity("Clean up", null, String.class),
				() -> context.callSubOrchestration("Clean up", null, String.class),
				() -> context.createTimer(Duration.ofSeconds(1)), () -> context.sleep(Duration.ofSeconds(1)),
				() -> context.waitForEvent("a", String.class), () -> context.setCustomStatus("cleaned up"),
				() -> context.continueAsNew("again"), () -> context.allOf(List.of()));
	}

	private void tryOne(Runnable work) {
		try {
			work.run();
			this.steps.add("done");
		}
		catch (OrchestratorUnwound ex) {
			this.steps.add("unwound");
		}
	}

	private static OrchestratorRun waiting(OrchestratorDefinition.Code code) {
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		return run;
	}

}
