package dev.durable.engine.why;

import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.OrchestrationContext;
import dev.durable.TraceContext;
import dev.durable.engine.code.ExecutionEnvironment;
import dev.durable.engine.code.ExecutionInfo;
import dev.durable.engine.code.HistoryTurn;
import dev.durable.engine.code.OrchestratorCode;
import dev.durable.history.EventRaised;
import dev.durable.history.ExecutionStarted;
import dev.durable.history.ExecutionSuspended;
import dev.durable.history.TaskScheduled;
import dev.durable.observation.TraceContextBridge;
import dev.durable.serialization.JacksonDataConverter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link DryReplay}, with histories made by hand.
 */
@Timeout(60)
class DryReplayTests {

	private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

	private final CountDownLatch end = new CountDownLatch(1);

	private final DryReplay replay = new DryReplay(new ExecutionEnvironment(new JacksonDataConverter(),
			(name, body) -> new Thread(body, name).start(), (name) -> null, TraceContextBridge.NONE, 1000, 1000),
			Duration.ofMillis(300));

	private final DryReplay patient = new DryReplay(new ExecutionEnvironment(new JacksonDataConverter(),
			(name, body) -> new Thread(body, name).start(), (name) -> null, TraceContextBridge.NONE, 1000, 1000));

	@AfterEach
	void letGo() {
		this.end.countDown();
	}

	@Test
	void doesNotGoBeyondHistory() {
		AtomicInteger runs = new AtomicInteger();
		OrchestratorCode code = code((context) -> {
			runs.incrementAndGet();
			context.waitForEvent("go", String.class).await();
			runs.incrementAndGet();
			context.callActivity("Next", null, Void.class).await();
			return null;
		});
		ReplayedCode first = this.patient.replay(info(1), code, history(turn(0, started())));
		assertThat(first.isKnown()).isTrue();
		assertThat(first.goesOn()).as("its first turn is to come").isTrue();
		assertThat(runs).hasValue(0);
		ReplayedCode waiting = this.patient.replay(info(1), code, history(turn(0, started()), turn(1)));
		assertThat(waiting.awaited().events()).singleElement().satisfies((event) -> {
			assertThat(event.name()).isEqualTo("go");
			assertThat(event.since()).isEqualTo(START.plusSeconds(1));
		});
		assertThat(waiting.at()).contains("DryReplayTests.java");
		assertThat(waiting.goesOn()).isFalse();
		assertThat(runs).hasValue(1);
	}

	@Test
	void tellsWhatDoesNotFit() {
		OrchestratorCode code = code((context) -> context.waitForEvent("go", String.class).await());
		HistoryTurn turn = new HistoryTurn(1, START, List.of(), List.of(new TaskScheduled(1, "Pack", null)));
		ReplayedCode differs = this.patient.replay(info(1), code, history(turn(0, started()), turn));
		assertThat(differs.isKnown()).isFalse();
		assertThat(differs.difference().turn()).isEqualTo(1);
		assertThat(differs.difference().decision()).isEqualTo(1);
		assertThat(differs.difference().history()).isEqualTo("activity 'Pack' scheduled as task #1");
		assertThat(differs.difference().code()).isEqualTo("nothing (the code waits)");
	}

	@Test
	void whatIsWithheldIsBuffered() {
		OrchestratorCode code = code((context) -> context.waitForEvent("go", String.class).await());
		HistoryTurn suspended = new HistoryTurn(2, START,
				List.of(new ExecutionSuspended(null), new EventRaised("go", "1")), List.of());
		ReplayedCode held = this.patient.replay(info(1), code, history(turn(0, started()), turn(1), suspended));
		assertThat(held.bufferedEvents()).containsEntry("go", 1);
		assertThat(held.awaited().events()).hasSize(1);
		assertThat(held.goesOn()).isFalse();
	}

	@Test
	void givesUpOnCodeThatLoops() {
		List<Thread> threads = new ArrayList<>();
		OrchestratorCode loops = code((context) -> {
			threads.add(Thread.currentThread());
			while (this.end.getCount() > 0) {
				Thread.onSpinWait();
			}
			return context.waitForEvent("go", String.class).await();
		});
		OrchestratorCode waits = code((context) -> context.waitForEvent("go", String.class).await());
		List<HistoryTurn> turns = history(turn(0, started()), turn(1));
		assertThat(this.replay.replay(info(1), loops, turns).limitation()).contains("so it blocks or loops");
		assertThat(this.replay.replay(info(1), loops, turns).limitation()).contains("earlier question");
		assertThat(threads).as("one thread for one instance").hasSize(1);
		assertThat(this.patient.replay(info(2), waits, turns).isKnown()).isTrue();
		for (int id = 2; id <= DryReplay.PLACES; id++) {
			this.replay.replay(info(id), loops, turns);
		}
		assertThat(this.replay.replay(info(99), waits, turns).limitation()).contains("4 other instances");
		assertThat(threads).hasSize(DryReplay.PLACES);
		this.end.countDown();
		await().until(() -> threads.stream().noneMatch(Thread::isAlive));
		await().until(() -> this.replay.replay(info(1), waits, turns).isKnown());
	}

	@Test
	void givesUpOnLongHistories() {
		OrchestratorCode code = code((context) -> context.waitForEvent("go", String.class).await());
		List<HistoryTurn> turns = new ArrayList<>();
		for (int i = 0; i <= DryReplay.MAX_TURNS; i++) {
			turns.add(turn(i));
		}
		assertThat(this.patient.replay(info(1), code, turns).limitation()).contains("more than 100000 turns");
	}

	private static HistoryTurn turn(int number, ExecutionStarted... started) {
		return new HistoryTurn(number, START.plusSeconds(number), List.of(started), List.of());
	}

	private static ExecutionStarted started() {
		return new ExecutionStarted("Test", "", null, null);
	}

	private static List<HistoryTurn> history(HistoryTurn... turns) {
		return List.of(turns);
	}

	private static ExecutionInfo info(long id) {
		return new ExecutionInfo(id, "test-" + id, START, "Test", "", 0, null, TraceContext.NONE);
	}

	private static OrchestratorCode code(Code code) {
		return new OrchestratorCode() {

			@Override
			public Type inputType() {
				return Void.class;
			}

			@Override
			public Object run(OrchestrationContext context, Object input) {
				return code.run(context);
			}

		};
	}

	private interface Code {

		Object run(OrchestrationContext context);

	}

}
