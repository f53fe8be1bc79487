package dev.durable.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.durable.FailureDetails;
import dev.durable.OrchestrationStatus;
import dev.durable.RuntimeStatus;
import dev.durable.StartOptions;
import dev.durable.SubOrchestrationOptions;
import dev.durable.Task;
import dev.durable.TaskFailedException;
import dev.durable.history.SubOrchestrationCompleted;
import dev.durable.history.SubOrchestrationCreated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Engine contract: sub-orchestrations.
 */
class EngineChildrenIntegrationTests extends EngineContractTests {

	@Test
	void takesTheOutputsOfItsChildren() {
		this.code.increment()
			.orchestrator("Child", Integer.class,
					(context, input) -> context.callActivity("Increment", input, Integer.class).await())
			.orchestrator("Parent", (context, input) -> {
				List<Task<Integer>> tasks = new ArrayList<>();
				for (int i = 0; i < 5; i++) {
					tasks.add(context.callSubOrchestration("Child", i, Integer.class));
				}
				return context.<Integer>allOf(tasks).await();
			});
		startEngine();
		String id = client().start("Parent", null);
		assertThat(output(id)).isEqualTo("[1,2,3,4,5]");
		assertThat(recorded(id, SubOrchestrationCompleted.class)).isEqualTo(5);
		SubOrchestrationCreated created = history(id).stream()
			.filter(SubOrchestrationCreated.class::isInstance)
			.map(SubOrchestrationCreated.class::cast)
			.findFirst()
			.orElseThrow();
		OrchestrationStatus child = client().status(created.instanceId()).orElseThrow();
		assertThat(child.parentInstanceId()).isEqualTo(id);
		assertThat(child.runtimeStatus()).isEqualTo(RuntimeStatus.COMPLETED);
		assertThat(child.output(Integer.class)).isEqualTo(1);
	}

	@Test
	void childKnowsItsParentWhenItIsNewAndWhenItIsReplayed() {
		List<String> seen = new CopyOnWriteArrayList<>();
		this.code
			.orchestrator("Parent",
					(context,
							input) -> context
								.callSubOrchestration("Child", null, String.class,
										SubOrchestrationOptions.DEFAULT
											.withInstanceId("child of " + context.instanceId()))
								.await())
			.orchestrator("Child", (context, input) -> {
				seen.add(String.valueOf(context.parentInstanceId()));
				return context.waitForEvent("Go", String.class).await();
			});
		startEngine();
		String id = client().start("Parent", null);
		await().until(() -> seen.size() == 1);
		engine().stop();
		startEngine();
		client().raiseEvent("child of " + id, "Go", "done");
		assertThat(output(id)).isEqualTo("\"done\"");
		assertThat(seen).hasSizeGreaterThan(1).containsOnly(id);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void childKnowsItsParentWhenThatIsReplacedOrPurged(boolean replaced) {
		List<String> seen = new CopyOnWriteArrayList<>();
		this.code.orchestrator("Parent", (context, input) -> {
			context.callSubOrchestration("Child", null, String.class,
					SubOrchestrationOptions.DEFAULT.withInstanceId("child of " + context.instanceId()));
			return "left alone";
		}).orchestrator("Child", (context, input) -> {
			seen.add(String.valueOf(context.parentInstanceId()));
			String next = context.waitForEvent("Go", String.class).await();
			if (next.equals("on")) {
				context.continueAsNew(null);
			}
			return next;
		}).orchestrator("Other", (context, input) -> "replaced");
		startEngine();
		String id = client().start("Parent", null);
		String child = "child of " + id;
		assertThat(output(id)).isEqualTo("\"left alone\"");
		await().until(() -> seen.size() == 1);
		if (replaced) {
			client().start("Other", null, StartOptions.instanceId(id));
			assertThat(output(id)).isEqualTo("\"replaced\"");
		}
		else {
			client().purge(id);
		}
		engine().stop();
		startEngine();
		assertThat(client().status(child).orElseThrow().parentInstanceId()).isEqualTo(id);
		client().raiseEvent(child, "Go", "on");
		await().until(() -> seen.size() >= 3);
		engine().stop();
		startEngine();
		client().raiseEvent(child, "Go", "done");
		OrchestrationStatus ended = finish(child);
		assertThat(ended.output(String.class)).isEqualTo("done");
		assertThat(ended.parentInstanceId()).isEqualTo(id);
		assertThat(seen).containsOnly(id);
	}

	@Test
	void fallsWithTheFailureOfAGrandchild() {
		this.code
			.orchestrator("Parent",
					(context, input) -> context.callSubOrchestration("Child", null, String.class).await())
			.orchestrator("Child",
					(context, input) -> context.callSubOrchestration("Grandchild", null, String.class).await())
			.orchestrator("Grandchild", (context, input) -> {
				throw new IllegalStateException("broken", new java.io.IOException("deep"));
			});
		startEngine();
		OrchestrationStatus status = finish(client().start("Parent", null));
		assertThat(status.runtimeStatus()).isEqualTo(RuntimeStatus.FAILED);
		List<String> types = new ArrayList<>();
		for (FailureDetails next = status.failure(); next != null; next = next.cause()) {
			types.add(next.errorType());
		}
		assertThat(types).containsExactly(TaskFailedException.class.getName(), TaskFailedException.class.getName(),
				"java.lang.IllegalStateException", "java.io.IOException");
	}

	@Test
	void failsTheCallWhoseIdIsTaken() {
		this.code.orchestrator("Other", (context, input) -> context.waitForEvent("go", String.class).await())
			.orchestrator("Parent", String.class, (context, input) -> {
				try {
					return context
						.callSubOrchestration("Other", null, String.class,
								SubOrchestrationOptions.DEFAULT.withInstanceId((String) input))
						.await();
				}
				catch (TaskFailedException ex) {
					return ex.failure().message();
				}
			});
		startEngine();
		String taken = client().start("Other", null);
		assertThat(output(client().start("Parent", taken))).contains(taken);
		assertThat(runtimeStatus(taken)).isEqualTo(RuntimeStatus.RUNNING);
		assertThat(client().status(taken).orElseThrow().parentInstanceId()).isNull();
	}

	@Test
	void failsTheCallWhoseIdIsItsOwn() {
		this.code.orchestrator("Parent", (context, input) -> {
			try {
				return context
					.callSubOrchestration("Parent", null, String.class,
							SubOrchestrationOptions.DEFAULT.withInstanceId(context.instanceId()))
					.await();
			}
			catch (TaskFailedException ex) {
				return "taken";
			}
		});
		startEngine();
		assertThat(output(client().start("Parent", null))).isEqualTo("\"taken\"");
	}

	@Test
	void hearsOfTheTerminationOfAChild() {
		this.code.orchestrator("Child", (context, input) -> context.waitForEvent("never", String.class).await())
			.orchestrator("Parent", String.class,
					(context, input) -> context
						.callSubOrchestration("Child", null, String.class,
								SubOrchestrationOptions.DEFAULT.withInstanceId((String) input))
						.await());
		startEngine();
		String child = "child of " + taskHub();
		String id = client().start("Parent", child);
		await().until(() -> client().status(child).isPresent());
		client().terminate(child, "enough");
		assertThat(finish(id).failure().cause().message()).contains(child).contains("enough");
	}

	@Test
	void waitsForChildrenThatContinueAsNew() {
		this.code.orchestrator("Child", Integer.class, (context, input) -> {
			int round = (Integer) input;
			if (round < 3) {
				context.continueAsNew(round + 1);
			}
			return "round " + round;
		}).orchestrator("Parent", (context, input) -> context.callSubOrchestration("Child", 0, String.class).await());
		startEngine();
		assertThat(output(client().start("Parent", null))).isEqualTo("\"round 3\"");
	}

	@Test
	void answersOfChildrenOfAnEarlierRunAreNotTakenForOthers() {
		this.code
			.orchestrator("Child", String.class,
					(context, input) -> input + context.waitForEvent("go", String.class).await())
			.orchestrator("Parent", String.class, (context, input) -> {
				String child = (input != null) ? (String) input : "first";
				SubOrchestrationOptions options = SubOrchestrationOptions.DEFAULT
					.withInstanceId(child + " child of " + context.instanceId());
				Task<String> task = context.callSubOrchestration("Child", child, String.class, options);
				if (input != null) {
					return task.await();
				}
				context.waitForEvent("again", String.class).await();
				context.continueAsNew("second");
				return null;
			});
		startEngine();
		String id = client().start("Parent", null, StartOptions.instanceId("parent of " + taskHub()));
		client().raiseEvent(id, "again", null);
		await().until(() -> client().status("second child of " + id).isPresent());
		client().raiseEvent("first child of " + id, "go", "!");
		assertThat(output("first child of " + id)).isEqualTo("\"first!\"");
		client().raiseEvent("second child of " + id, "go", "?");
		assertThat(output(id)).isEqualTo("\"second?\"");
	}

}
