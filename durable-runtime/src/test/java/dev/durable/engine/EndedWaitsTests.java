package dev.durable.engine;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import dev.durable.OrchestrationStatus;
import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.serialization.JacksonDataConverter;
import dev.durable.store.InstanceRow;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the end of waits in {@link CompletionWatch}, on virtual time.
 */
class EndedWaitsTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private final SimulatedWorld world = new SimulatedWorld(7);

	private final OrchestrationStatus running = status(RuntimeStatus.RUNNING);

	private final OrchestrationStatus completed = status(RuntimeStatus.COMPLETED);

	private final CompletionWatch completions = new CompletionWatch(new SimulatedThreads(this.world),
			Duration.ofSeconds(1), (instanceId) -> Optional.of(this.running), (instanceId) -> true);

	@Test
	void theEndIsForThoseWhoHoldNoThread() {
		CompletableFuture<OrchestrationStatus> before = this.completions.watch("order", HOUR);
		this.completions.end();
		CompletableFuture<OrchestrationStatus> after = this.completions.watch("order", HOUR);
		this.world.runUntil(() -> false, Duration.ofMinutes(1));
		assertThat(before).isCompletedWithValue(this.running);
		assertThat(after).isCompletedWithValue(this.running);
	}

	@Test
	void whoHoldsAThreadWaitsOn() throws Exception {
		FutureTask<OrchestrationStatus> before = await();
		this.completions.end();
		FutureTask<OrchestrationStatus> after = await();
		this.world.runUntil(() -> false, Duration.ofMinutes(1));
		assertThat(before).isNotDone();
		assertThat(after).isNotDone();
		this.completions.finished("order", () -> this.completed);
		assertThat(before.get(1, TimeUnit.MINUTES)).isEqualTo(this.completed);
		assertThat(after.get(1, TimeUnit.MINUTES)).isEqualTo(this.completed);
	}

	private FutureTask<OrchestrationStatus> await() {
		FutureTask<OrchestrationStatus> waiting = new FutureTask<>(() -> this.completions.await("order", HOUR));
		Thread thread = new Thread(waiting);
		thread.setDaemon(true);
		thread.start();
		Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING || waiting.isDone());
		return waiting;
	}

	private OrchestrationStatus status(RuntimeStatus status) {
		InstanceRow row = new InstanceRow(1, "hub", "order", "Order", "", 0, status, this.world.now(), null, null, null,
				null, null, null, null, TraceContext.NONE, Map.of(), 0, null);
		return new InstanceStatus(row, this.world.now(), null, null, new JacksonDataConverter());
	}

}
