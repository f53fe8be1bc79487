package dev.durable.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.InstanceAlreadyExistsException;
import dev.durable.InstanceNotFinishedException;
import dev.durable.InstanceNotFoundException;
import dev.durable.OrchestrationStatus;
import dev.durable.RuntimeStatus;
import dev.durable.StartOptions;
import dev.durable.history.SubOrchestrationCompleted;
import dev.durable.history.SubOrchestrationCreated;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Engine contract: instances that are started again.
 */
class EngineRestartIntegrationTests extends EngineContractTests {

	@Test
	void startsAgainUnderTheSameId() {
		AtomicInteger runs = new AtomicInteger();
		this.code.orchestrator("Count", "1", String.class, (context, input) -> "old")
			.orchestrator("Count", "2", String.class, (context, input) -> input + " " + runs.incrementAndGet());
		startEngine();
		String id = "count of " + taskHub();
		client().start("Count", "run", StartOptions.instanceId(id).withVersion("2").withTag("customer", "c1"));
		assertThat(output(id)).isEqualTo("\"run 1\"");
		assertThat(client().restart(id, false)).isEqualTo(id);
		assertThat(output(id)).isEqualTo("\"run 2\"");
		OrchestrationStatus status = client().status(id).orElseThrow();
		assertThat(status.version()).isEqualTo("2");
		assertThat(status.tags()).isEqualTo(Map.of("customer", "c1"));
		assertThat(status.input().text()).isEqualTo("\"run\"");
	}

	@Test
	void startsAgainUnderANewIdWhateverTheOldOneDoes() {
		this.code.orchestrator("Waits", String.class,
				(context, input) -> input + context.waitForEvent("go", String.class).await());
		startEngine();
		String id = client().start("Waits", "x");
		assertThatExceptionOfType(InstanceAlreadyExistsException.class).isThrownBy(() -> client().restart(id, false));
		String again = client().restart(id, true);
		assertThat(again).isNotEqualTo(id);
		client().raiseEvent(again, "go", "!");
		assertThat(output(again)).isEqualTo("\"x!\"");
		assertThat(runtimeStatus(id)).isEqualTo(RuntimeStatus.RUNNING);
		assertThatExceptionOfType(InstanceNotFoundException.class).isThrownBy(() -> client().restart("nobody", true));
		assertThatExceptionOfType(InstanceNotFoundException.class).isThrownBy(() -> client().restart("nobody", false));
	}

	@Test
	void takesTheInputOfTheLastGeneration() {
		this.code.orchestrator("Again", Integer.class, (context, input) -> {
			int value = (Integer) input;
			if (value < 3) {
				context.continueAsNew(value + 1);
			}
			return value;
		});
		startEngine();
		String id = client().start("Again", 1);
		assertThat(output(id)).isEqualTo("3");
		String again = client().restart(id, true);
		finish(again);
		assertThat(client().status(again).orElseThrow().input().text()).isEqualTo("3");
	}

	@Test
	void aRestartedChildAnswersNobody() {
		this.code.orchestrator("Child", (context, input) -> "done")
			.orchestrator("Parent",
					(context, input) -> context.callSubOrchestration("Child", null, String.class).await()
							+ context.waitForEvent("go", String.class).await());
		startEngine();
		String id = client().start("Parent", null);
		await().until(() -> recorded(id, SubOrchestrationCompleted.class) == 1);
		String child = history(id).stream()
			.filter(SubOrchestrationCreated.class::isInstance)
			.map((event) -> ((SubOrchestrationCreated) event).instanceId())
			.findFirst()
			.orElseThrow();
		client().restart(child, false);
		finish(child);
		assertThat(client().status(child).orElseThrow().parentInstanceId()).isNull();
		client().raiseEvent(id, "go", "!");
		assertThat(output(id)).isEqualTo("\"done!\"");
	}

	/**
	 * Whoever restarts while another does it finds an instance that runs.
	 */
	@Test
	void onlyOneOfManyRestartsWins() throws Exception {
		AtomicInteger runs = new AtomicInteger();
		this.code.orchestrator("Once", (context, input) -> {
			if (!context.isReplaying()) {
				runs.incrementAndGet();
			}
			return context.waitForEvent("go", String.class).await();
		});
		startEngine();
		DurableEngine second = startEngine();
		String id = client().start("Once", null);
		client().raiseEvent(id, "go", null);
		output(id);
		AtomicInteger won = new AtomicInteger();
		List<CompletableFuture<Void>> all = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			all.add(CompletableFuture.runAsync(() -> {
				try {
					second.client().restart(id, false);
					won.incrementAndGet();
				}
				catch (InstanceAlreadyExistsException ex) {
					// another was faster
				}
			}));
		}
		CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get();
		assertThat(won).hasValue(1);
		client().raiseEvent(id, "go", "\"!\"");
		output(id);
		assertThat(runs).hasValue(2);
	}

	/**
	 * One comes first: either there is nothing left to restart, or nothing finished to
	 * purge.
	 */
	@Test
	void aRestartAndAPurgeAtOnceComeOneAfterTheOther() {
		this.code.orchestrator("Waits", String.class,
				(context, input) -> (input != null) ? context.waitForEvent("go", String.class).await() : null);
		startEngine();
		for (int i = 0; i < 20; i++) {
			String id = client().start("Waits", "x");
			client().raiseEvent(id, "go", null);
			output(id);
			CompletableFuture<Boolean> restarted = CompletableFuture.supplyAsync(() -> {
				try {
					client().restart(id, false);
					return true;
				}
				catch (InstanceNotFoundException ex) {
					return false;
				}
			});
			CompletableFuture<Boolean> purged = CompletableFuture.supplyAsync(() -> {
				try {
					client().purge(id);
					return true;
				}
				catch (InstanceNotFinishedException ex) {
					return false;
				}
			});
			assertThat(restarted.join()).isNotEqualTo(purged.join());
			assertThat(client().status(id).isPresent()).isEqualTo(restarted.join());
		}
	}

	@Test
	void isPartOfTheCallersTransaction() {
		this.code.orchestrator("Once", (context, input) -> "done");
		startEngine();
		String id = client().start("Once", null);
		output(id);
		var created = client().status(id).orElseThrow().createdTime();
		TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource()));
		assertThatIllegalStateException().isThrownBy(() -> transaction.executeWithoutResult((status) -> {
			client().restart(id, false);
			throw new IllegalStateException("rolled back");
		}));
		assertThat(client().status(id).orElseThrow().createdTime()).isEqualTo(created);
		transaction.executeWithoutResult((status) -> client().restart(id, false));
		assertThat(output(id)).isEqualTo("\"done\"");
		assertThat(client().status(id).orElseThrow().createdTime()).isAfter(created);
	}

}
