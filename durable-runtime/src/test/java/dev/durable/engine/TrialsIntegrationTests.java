package dev.durable.engine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import dev.durable.RuntimeStatus;
import dev.durable.StartOptions;
import dev.durable.history.ExecutionSuspended;
import dev.durable.store.Suspicion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Engine contract: instances that were in memory when nodes died.
 */
class TrialsIntegrationTests extends EngineContractTests {

	private final CountDownLatch working = new CountDownLatch(1);

	private final CountDownLatch end = new CountDownLatch(1);

	private String id;

	@BeforeEach
	void setUp() {
		this.id = "suspect of " + taskHub();
		this.code.activity("Work", Void.class, (context, input) -> {
			this.working.countDown();
			this.end.await();
			return "worked";
		});
		this.code.orchestrator("Waits", (context, input) -> context.waitForEvent("go", String.class).await());
		this.code.orchestrator("Works", (context, input) -> context.callActivity("Work", null, String.class).await());
	}

	@Test
	void anIdleInstanceIsClearedByItsTrial() {
		suspect("Waits", 7, 1);
		startEngine();
		await().until(() -> suspicion().equals(new Suspicion(0, 1, 0)));
		assertThat(runtimeStatus(this.id)).isEqualTo(RuntimeStatus.RUNNING);
		client().raiseEvent(this.id, "go", "now");
		assertThat(output(this.id)).isEqualTo("\"now\"");
	}

	@Test
	void aLongActivityEndsItsTrialWhenTheTimeIsUp() throws Exception {
		suspect("Works", 2, 1);
		startEngine();
		this.working.await();
		assertThat(suspicion()).isEqualTo(new Suspicion(2, 1, 2));
		await().until(() -> suspicion().equals(new Suspicion(2, 1, 0)));
		this.end.countDown();
		assertThat(output(this.id)).isEqualTo("\"worked\"");
	}

	@Test
	void aNodeThatEndsAsItShouldTakesTheTrialBack() throws Exception {
		suspect("Works", 6, 1);
		DurableEngine engine = startEngine((settings) -> settings.withShutdownTimeout(Duration.ofMillis(100)));
		this.working.await();
		assertThat(suspicion()).isEqualTo(new Suspicion(6, 1, 2));
		engine.stop();
		assertThat(suspicion()).isEqualTo(new Suspicion(6, 1, 1));
	}

	@Test
	void suspectsAreTriedOneAfterTheOther() throws Exception {
		String first = this.id;
		suspect("Works", 6, 0);
		this.id = "second " + first;
		suspect("Works", 6, 0);
		DurableEngine engine = startEngine();
		this.working.await();
		String healthy = client().start("Waits", null);
		client().raiseEvent(healthy, "go", "now");
		assertThat(output(healthy)).isEqualTo("\"now\"");
		InstanceCache cache = engine.services().cache();
		assertThat(cache.find(first) != null).isNotEqualTo(cache.find(this.id) != null);
		this.end.countDown();
		assertThat(output(first)).isEqualTo("\"worked\"");
		assertThat(output(this.id)).isEqualTo("\"worked\"");
	}

	@Test
	void anInstanceThatFailedItsTrialsIsSuspendedAndRunsAgainWhenResumed() throws Exception {
		suspect("Works", 4, 2);
		startEngine();
		await().until(() -> runtimeStatus(this.id) == RuntimeStatus.SUSPENDED);
		assertThat(this.working.getCount()).isOne();
		assertThat(history(this.id).get(history(this.id).size() - 1)).isInstanceOfSatisfying(ExecutionSuspended.class,
				(suspended) -> assertThat(suspended.reason()).contains("4 nodes died", "the last 2", "Works"));
		this.end.countDown();
		client().resume(this.id, "corrected");
		assertThat(output(this.id)).isEqualTo("\"worked\"");
	}

	@Test
	void withoutTrialsSuspectsRunLikeAllOthers() throws Exception {
		suspect("Works", 9, 9);
		startEngine((settings) -> settings.withMaxFailedTrials(0));
		this.working.await();
		assertThat(suspicion()).isEqualTo(new Suspicion(9, 1, 9));
		this.end.countDown();
		assertThat(output(this.id)).isEqualTo("\"worked\"");
	}

	/**
	 * Leave an instance behind after its first turn as dead nodes do.
	 */
	private void suspect(String orchestrator, int takeovers, int trials) {
		TestCode earlier = new TestCode().activity("Work", Void.class, (context, input) -> {
			new CountDownLatch(1).await();
			return null;
		});
		earlier.orchestrator("Waits", (context, input) -> context.waitForEvent("go", String.class).await());
		earlier.orchestrator("Works", (context, input) -> context.callActivity("Work", null, String.class).await());
		DurableEngine engine = startEngine(earlier, (settings) -> settings.withShutdownTimeout(Duration.ofMillis(50)));
		engine.client().start(orchestrator, null, StartOptions.instanceId(this.id));
		await().until(() -> rows("durable_history", this.id) == 2);
		engine.stop();
		jdbc().sql("""
				update durable_instance set takeovers = ?, trials = ?, taken_over_at = 1, wake_at = current_timestamp
				where task_hub = ? and instance_id = ?
				""").params(takeovers, trials, taskHub(), this.id).update();
	}

	private Suspicion suspicion() {
		return jdbc()
			.sql("select takeovers, taken_over_at, trials from durable_instance where task_hub = ? and instance_id = ?")
			.params(taskHub(), this.id)
			.query((row, number) -> new Suspicion(row.getInt(1), row.getLong(2), row.getInt(3)))
			.single();
	}

}
