package dev.durable.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.durable.InstanceFinishedException;
import dev.durable.OrchestrationStatus;
import dev.durable.RuntimeStatus;
import dev.durable.StartOptions;
import dev.durable.SubOrchestrationOptions;
import dev.durable.Task;
import dev.durable.store.jpa.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Engine contract: instances that end with their children.
 */
class EngineTerminationIntegrationTests extends EngineContractTests {

	@BeforeEach
	void family() {
		this.code.orchestrator("Leaf", (context, input) -> context.waitForEvent("go", String.class).await())
			.orchestrator("Branch", Integer.class, (context, input) -> {
				List<Task<String>> children = new ArrayList<>();
				for (int i = 0; i < 3; i++) {
					SubOrchestrationOptions options = SubOrchestrationOptions.DEFAULT
						.withInstanceId(context.instanceId() + "." + i);
					int depth = (Integer) input;
					children.add((depth > 0) ? context.callSubOrchestration("Branch", depth - 1, String.class, options)
							: context.callSubOrchestration("Leaf", null, String.class, options));
				}
				return context.<String>allOf(children).await();
			});
	}

	private String startFamily() {
		String root = "root of " + taskHub();
		client().start("Branch", 1, StartOptions.instanceId(root));
		leaves(root).forEach((leaf) -> await().until(() -> client().status(leaf).isPresent()));
		return root;
	}

	private static List<String> leaves(String root) {
		return IntStream.range(0, 9).mapToObj((i) -> root + "." + i / 3 + "." + i % 3).toList();
	}

	@Test
	void endsItsChildrenAndTheirs() {
		startEngine();
		startEngine();
		String root = startFamily();
		client().terminate(root, "enough", true);
		leaves(root).forEach((leaf) -> {
			OrchestrationStatus status = finish(leaf);
			assertThat(status.runtimeStatus()).isEqualTo(RuntimeStatus.TERMINATED);
			assertThat(status.output(String.class)).isEqualTo("enough");
		});
		assertThat(finish(root + ".1").runtimeStatus()).isEqualTo(RuntimeStatus.TERMINATED);
		assertThatExceptionOfType(InstanceFinishedException.class)
			.isThrownBy(() -> client().terminate(root, null, true));
	}

	@Test
	void leavesChildrenAloneOtherwise() {
		startEngine();
		String root = startFamily();
		client().terminate(root, "enough");
		finish(root);
		client().raiseEvent(root + ".0.0", "go", "!");
		assertThat(output(root + ".0.0")).isEqualTo("\"!\"");
		assertThat(runtimeStatus(root + ".0")).isEqualTo(RuntimeStatus.RUNNING);
	}

	/**
	 * Nobody has the children's code: they were inserted, but nobody has claimed them.
	 */
	@Test
	void endsChildrenThatNobodyHasClaimed() {
		this.code.orchestrator("Parent", (context, input) -> {
			SubOrchestrationOptions options = SubOrchestrationOptions.DEFAULT
				.withInstanceId("child of " + context.instanceId());
			return context.callSubOrchestration("Nowhere", null, String.class, options).await();
		});
		startEngine();
		String id = client().start("Parent", null);
		await().until(() -> client().status("child of " + id).isPresent());
		client().terminate(id, "enough", true);
		assertThat(finish("child of " + id).runtimeStatus()).isEqualTo(RuntimeStatus.TERMINATED);
	}

	@Test
	void tellsActivitiesThatRun() throws Exception {
		boolean file = this.database == TestDatabase.H2_FILE;
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch never = new CountDownLatch(1);
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		this.code.activity("Slow", Void.class, (context, input) -> {
			running.countDown();
			try {
				while (!(file && context.isCancelled())) {
					never.await(file ? 10 : 60_000, TimeUnit.MILLISECONDS);
				}
				interrupted.complete(false);
			}
			catch (InterruptedException ex) {
				assertThat(context.isCancelled()).isTrue();
				interrupted.complete(true);
			}
			return null;
		})
			.activity("Next", Void.class, (context, input) -> Thread.currentThread().isInterrupted())
			.orchestrator("Slow", (context, input) -> context.callActivity("Slow", null, Void.class).await())
			.orchestrator("Next", (context, input) -> context.callActivity("Next", null, Boolean.class).await());
		startEngine((settings) -> settings.withConcurrency(50, 1));
		String id = client().start("Slow", null);
		running.await();
		assertThat(interrupted).isNotDone();
		client().terminate(id, "enough");
		assertThat(interrupted.get(20, TimeUnit.SECONDS)).isNotEqualTo(file);
		assertThat(output(client().start("Next", null))).isEqualTo("false");
		assertThat(finish(id).runtimeStatus()).isEqualTo(RuntimeStatus.TERMINATED);
	}

	/**
	 * Some children are being created when the request comes.
	 */
	@Test
	void endsChildrenThatAreJustBeingCreated() {
		startEngine();
		for (int i = 0; i < 10; i++) {
			String root = "root " + i + " of " + taskHub();
			client().start("Branch", 1, StartOptions.instanceId(root));
			client().terminate(root, "enough", true);
			assertThat(finish(root).runtimeStatus()).isEqualTo(RuntimeStatus.TERMINATED);
			for (String child : List.of(root + ".0", root + ".0.0", root + ".2.2")) {
				if (client().status(child).isPresent()) {
					assertThat(finish(child).runtimeStatus()).isEqualTo(RuntimeStatus.TERMINATED);
				}
			}
		}
		await().untilAsserted(() -> assertThat(unfinished()).isZero());
	}

	/**
	 * The engine stops as soon as the root has ended; another one goes on.
	 */
	@Test
	void goesOnOnAnotherNode() {
		DurableEngine first = startEngine();
		String root = startFamily();
		first.stop();
		first.client().terminate(root, "enough", true);
		startEngine();
		leaves(root).forEach((leaf) -> assertThat(finish(leaf).runtimeStatus()).isEqualTo(RuntimeStatus.TERMINATED));
	}

	private int unfinished() {
		return jdbc().sql("select count(*) from durable_instance where task_hub = ? and completed_at is null")
			.param(taskHub())
			.query(Integer.class)
			.single();
	}

}
