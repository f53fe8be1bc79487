package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;

import com.zaxxer.hikari.HikariDataSource;
import dev.durable.InstanceAlreadyExistsException;
import dev.durable.OrchestrationClient;
import dev.durable.RuntimeStatus;
import dev.durable.StartOptions;
import dev.durable.store.jpa.JpaDurableStore;
import dev.durable.store.jpa.TestDatabase;

/**
 * A process with some healthy instances and one that ends the process, until that one is
 * suspended; or, when the code is corrected, until it has been resumed and is complete.
 */
public final class DyingNode {

	static final int DIED = 42;

	private DyingNode() {
	}

	public static void main(String[] arguments) {
		boolean corrected = Boolean.parseBoolean(arguments[2]);
		HikariDataSource pool = TestDatabase.pool(arguments[0]);
		JpaDurableStore store = JpaDurableStore.builder(pool).nodeTimeout(Duration.ofMillis(1_500)).build();
		EngineSettings settings = EngineSettings.defaults()
			.withPollInterval(Duration.ofMillis(50))
			.withHeartbeat(Duration.ofMillis(200), Duration.ofMillis(1_500));
		DurableEngine engine = DurableEngine.builder(store, code(corrected).registrations()).settings(settings).build();
		OrchestrationClient client = engine.client();
		for (int i = 0; i < 5; i++) {
			start(client, "Steps", "steps-" + i);
			start(client, "Waits", "waits-" + i);
		}
		start(client, arguments[1], "culprit");
		if (corrected) {
			client.resume("culprit", "corrected");
		}
		engine.start();
		RuntimeStatus awaited = corrected ? RuntimeStatus.COMPLETED : RuntimeStatus.SUSPENDED;
		boolean done = await(client, awaited);
		engine.stop();
		store.close();
		pool.close();
		Runtime.getRuntime().halt(done ? 0 : 1);
	}

	private static TestCode code(boolean corrected) {
		TestCode code = new TestCode().increment();
		return code.activity("Die", Void.class, (context, input) -> die(corrected))
			.orchestrator("Steps", (context, input) -> {
				int value = 0;
				for (int i = 0; i < 20; i++) {
					value = context.callActivity("Increment", value, Integer.class).await();
				}
				return value;
			})
			.orchestrator("Waits", (context, input) -> context.waitForEvent("go", String.class).await())
			.orchestrator("DiesInCode", (context, input) -> {
				context.callActivity("Increment", 1, Integer.class).await();
				return die(corrected);
			})
			.orchestrator("DiesInActivity",
					(context, input) -> context.callActivity("Die", null, String.class).await());
	}

	private static String die(boolean corrected) {
		if (!corrected) {
			Runtime.getRuntime().halt(DIED);
		}
		return "survived";
	}

	private static void start(OrchestrationClient client, String name, String instanceId) {
		if (client.status(instanceId).isEmpty()) {
			try {
				client.start(name, null, StartOptions.instanceId(instanceId));
			}
			catch (InstanceAlreadyExistsException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	private static boolean await(OrchestrationClient client, RuntimeStatus awaited) {
		Instant deadline = Instant.now().plusSeconds(30);
		while (Instant.now().isBefore(deadline)) {
			client.waitForCompletion("culprit", Duration.ofMillis(100));
			boolean others = true;
			for (int i = 0; i < 5; i++) {
				others &= status(client, "steps-" + i) == RuntimeStatus.COMPLETED;
			}
			if (others && status(client, "culprit") == awaited) {
				return true;
			}
		}
		return false;
	}

	private static RuntimeStatus status(OrchestrationClient client, String instanceId) {
		return client.status(instanceId).orElseThrow().runtimeStatus();
	}

}
