package dev.durable.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.durable.RuntimeStatus;
import dev.durable.history.EventRaised;
import dev.durable.history.ExecutionSuspended;
import dev.durable.history.ExecutionTerminated;
import dev.durable.store.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Engine contract: what callers send to an instance whose code blocks in something else
 * than its context.
 */
class EngineStuckCodeIntegrationTests extends EngineContractTests {

	private final CountDownLatch running = new CountDownLatch(1);

	private final CountDownLatch open = new CountDownLatch(1);

	@BeforeEach
	void startEngineWithoutPatience() {
		this.code.orchestrator("Stuck", (context, input) -> {
			getStuck();
			StringBuilder received = new StringBuilder();
			for (int i = 0; i < 6; i++) {
				received.append(context.waitForEvent("go", String.class).await());
			}
			return received.toString();
		}).orchestrator("StuckLater", (context, input) -> {
			String received = context.waitForEvent("go", String.class).await();
			getStuck();
			return received;
		});
		this.deliveryPatience = Duration.ZERO;
		startEngine();
	}

	private void getStuck() throws InterruptedException {
		this.running.countDown();
		this.open.await();
	}

	@AfterEach
	void letCodeGoOn() {
		this.open.countDown();
	}

	@Test
	void terminationIsDurableAtOnceAndTakesEffectWhenTheTurnEnds() throws Exception {
		String id = startStuck();
		within(() -> client().terminate(id, "enough"));
		assertThat(rows("durable_message", id)).isOne();
		assertThat(runtimeStatus(id).isFinished()).isFalse();
		this.open.countDown();
		assertThat(finish(id).runtimeStatus()).isEqualTo(RuntimeStatus.TERMINATED);
		assertThat(recorded(id, ExecutionTerminated.class)).isOne();
	}

	@Test
	void suspensionIsDurableAtOnceAndTakesEffectWhenTheTurnEnds() throws Exception {
		String id = startStuck();
		within(() -> client().suspend(id, "pause"));
		this.open.countDown();
		await().until(() -> runtimeStatus(id) == RuntimeStatus.SUSPENDED);
		assertThat(recorded(id, ExecutionSuspended.class)).isOne();
		assertThat(rows("durable_message", id)).isZero();
	}

	@Test
	void eventsComeOnceAndInOrder() throws Exception {
		String id = startStuck();
		within(() -> {
			for (int i = 1; i <= 3; i++) {
				client().raiseEvent(id, "go", i);
			}
		});
		this.open.countDown();
		within(() -> {
			for (int i = 4; i <= 6; i++) {
				raiseWithoutPatience(id, i);
			}
		});
		assertThat(output(id)).isEqualTo("\"123456\"");
		assertThat(recorded(id, EventRaised.class)).isEqualTo(6);
	}

	@Test
	void nobodyKnowsWhatBecomesOfWhatATurnHasTakenThatDoesNotEnd() throws Exception {
		String id = client().start("StuckLater", null);
		await().until(() -> isAtRest(id));
		within(() -> assertThatExceptionOfType(StoreException.class)
			.isThrownBy(() -> client().raiseEvent(id, "go", "taken"))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(StoreException.Kind.UNKNOWN)));
		this.running.await();
		this.open.countDown();
		assertThat(output(id)).isEqualTo("\"taken\"");
		assertThat(recorded(id, EventRaised.class)).isOne();
	}

	private String startStuck() throws InterruptedException {
		String id = client().start("Stuck", null);
		this.running.await();
		return id;
	}

	private boolean isAtRest(String id) {
		LiveInstance instance = engine().services().cache().find(id);
		return instance != null && !instance.isBusy();
	}

	/**
	 * Raise an event that may become part of a turn whose end nobody waits for.
	 */
	private void raiseWithoutPatience(String id, int number) {
		try {
			client().raiseEvent(id, "go", number);
		}
		catch (StoreException ex) {
			assertThat(ex.kind()).isEqualTo(StoreException.Kind.UNKNOWN);
		}
	}

	/**
	 * Do what must not wait for the code.
	 */
	private static void within(Runnable work) throws Exception {
		CompletableFuture.runAsync(work).get(20, TimeUnit.SECONDS);
	}

}
