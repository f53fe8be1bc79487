package dev.durable.engine;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import dev.durable.OrchestrationStatus;
import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.serialization.JacksonDataConverter;
import dev.durable.store.InstanceRow;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CompletionWatch}, on virtual time.
 */
class CompletionWatchTests {

	private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

	private final SimulatedWorld world = new SimulatedWorld(6);

	private final SimulatedThreads threads = new SimulatedThreads(this.world);

	private final List<String> asked = new ArrayList<>();

	private boolean missingMemory;

	private final CompletionWatch watch = new CompletionWatch(this.threads, Duration.ofSeconds(1), (instanceId) -> {
		this.asked.add(instanceId);
		if (this.missingMemory) {
			throw new OutOfMemoryError("Java heap space (for a test)");
		}
		return Optional.of(status(instanceId, RuntimeStatus.RUNNING));
	}, (instanceId) -> false);

	@Test
	void whoWaitsForEverIsTold() {
		CompletableFuture<OrchestrationStatus> waiting = this.watch.watch("order", FOREVER);
		aMinute();
		assertThat(waiting).isNotDone();
		this.watch.finished("order", () -> status("order", RuntimeStatus.COMPLETED));
		aMinute();
		assertThat(waiting.getNow(null).runtimeStatus()).isEqualTo(RuntimeStatus.COMPLETED);
		this.asked.clear();
		aMinute();
		assertThat(this.asked).isEmpty();
	}

	@Test
	void whoseTimeWasOverBeforeIsToldAtOnce() {
		assertThat(this.watch.watch("order", FOREVER.negated())).isDone();
		this.asked.clear();
		aMinute();
		assertThat(this.asked).isEmpty();
	}

	@Test
	void nothingIsLeftOfWhoCouldNotWait() {
		this.threads.refuseTimers(1);
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> this.watch.watch("refused", FOREVER));
		this.watch.watch("order", FOREVER);
		aMinute();
		assertThat(this.asked).contains("order").doesNotContain("refused");
	}

	@Test
	void thereIsAnotherLookAfterOneForWhichThereWasNoMemory() {
		this.watch.watch("order", FOREVER);
		this.missingMemory = true;
		aMinute();
		this.missingMemory = false;
		this.asked.clear();
		aMinute();
		assertThat(this.asked).contains("order");
	}

	@Test
	void whoseTimeIsOverWhenThereIsNoMemoryIsToldSo() {
		CompletableFuture<OrchestrationStatus> waiting = this.watch.watch("order", Duration.ofSeconds(30));
		this.missingMemory = true;
		aMinute();
		assertThat(waiting).isCompletedExceptionally();
	}

	private void aMinute() {
		this.world.runUntil(() -> false, Duration.ofMinutes(1));
	}

	private OrchestrationStatus status(String instanceId, RuntimeStatus status) {
		InstanceRow row = new InstanceRow(1, "default", instanceId, "Test", "", 0, status, this.world.now(), null, null,
				null, null, null, null, null, TraceContext.NONE, Map.of());
		return new InstanceStatus(row, this.world.now(), null, null, new JacksonDataConverter());
	}

}
