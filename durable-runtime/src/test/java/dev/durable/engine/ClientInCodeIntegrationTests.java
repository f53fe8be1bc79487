package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationFilter;
import dev.durable.OrchestrationQuery;
import dev.durable.OrchestrationStatus;
import dev.durable.RuntimeStatus;
import dev.durable.StartOptions;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Engine contract: who may use the client on the threads of orchestrators.
 */
class ClientInCodeIntegrationTests extends EngineContractTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final List<BiConsumer<OrchestrationClient, String>> CALLS = List.of(
			(client, id) -> client.start("Runs", null),
			(client, id) -> client.start("Runs", null, StartOptions.DEFAULT),
			(client, id) -> client.raiseEvent(id, "Go", null), OrchestrationClient::status,
			OrchestrationClient::explain, (client, id) -> client.terminate(id, null),
			(client, id) -> client.terminate(id, null, true), (client, id) -> client.suspend(id, null),
			(client, id) -> client.resume(id, null), (client, id) -> client.rewind(id, null),
			(client, id) -> client.restart(id, true), OrchestrationClient::purge,
			(client, id) -> client.list(OrchestrationQuery.of(OrchestrationFilter.ALL)),
			(client, id) -> client.counts(), (client, id) -> client.purge(OrchestrationFilter.ALL.withName("Runs")),
			(client, id) -> client.waitForCompletion(id, Duration.ZERO),
			(client, id) -> client.whenComplete(id, Duration.ZERO));

	@Test
	void theCodeOfAnOrchestratorMayNotUseTheClient() {
		List<String> refusals = new ArrayList<>();
		this.code.increment().orchestrator("Runs", (context, input) -> "ran").orchestrator("Uses", (context, input) -> {
			int one = context.callActivity("Increment", 0, Integer.class).await();
			for (BiConsumer<OrchestrationClient, String> call : CALLS) {
				try {
					call.accept(client(), context.instanceId());
				}
				catch (IllegalStateException ex) {
					refusals.add(ex.getMessage());
				}
			}
			return one;
		});
		startEngine();
		String id = client().start("Uses", null);
		assertThat(output(id)).isEqualTo("1");
		assertThat(refusals).hasSameSizeAs(CALLS)
			.allSatisfy((message) -> assertThat(message).startsWith("OrchestrationClient.")
				.contains("'Uses' of instance '" + id + "'")
				.contains("activity"));
		assertThat(client().counts().byName()).containsOnlyKeys("Uses");
	}

	@Test
	void aRefusalThatIsNotCaughtFailsTheInstance() {
		this.code.orchestrator("Uses", (context, input) -> engine().history().of(context.instanceId()).size());
		startEngine();
		OrchestrationStatus status = finish(client().start("Uses", null));
		assertThat(status.runtimeStatus()).isEqualTo(RuntimeStatus.FAILED);
		assertThat(status.failure().message()).startsWith("InstanceHistory.of(..)").contains("'Uses'");
	}

	@Test
	void anActivityMayUseTheClientOnTheThreadOfTheCode() {
		this.code.orchestrator("Runs", String.class, (context, input) -> "ran " + input)
			.activity("Start", Void.class, (context, input) -> {
				String id = client().start("Runs", "in an activity");
				String output = client().waitForCompletion(id, PATIENCE).output(String.class);
				return List.of(Thread.currentThread().getName(), output);
			})
			.orchestrator("Calls", (context, input) -> {
				List<?> result = context.callActivity("Start", null, List.class).await();
				return result.get(0).equals(Thread.currentThread().getName()) ? result.get(1) : "on another thread";
			});
		startEngine();
		assertThat(output(client().start("Calls", null))).isEqualTo("\"ran in an activity\"");
	}

	@Test
	void whatFollowsTheTransactionOfAnActivityMayUseTheClient() {
		String[] started = new String[1];
		this.code.orchestrator("Runs", String.class, (context, input) -> "ran " + input)
			.activity("Commit", Void.class, (context, input) -> {
				new TransactionTemplate(transactionManager())
					.executeWithoutResult((status) -> TransactionSynchronizationManager
						.registerSynchronization(new TransactionSynchronization() {

							@Override
							public void afterCommit() {
								started[0] = client().start("Runs", "after the commit");
							}

						}));
				return null;
			})
			.orchestrator("Calls", (context, input) -> context.callActivity("Commit", null, Void.class).await());
		startEngine();
		output(client().start("Calls", null));
		assertThat(output(started[0])).isEqualTo("\"ran after the commit\"");
	}

	@Test
	void whoIsToldOfACompletionMayUseTheClient() throws InterruptedException, ExecutionException {
		CountDownLatch watched = new CountDownLatch(1);
		this.code.activity("Wait", Void.class, (context, input) -> {
			watched.await();
			return null;
		})
			.orchestrator("Waits", (context, input) -> context.callActivity("Wait", null, Void.class).await())
			.orchestrator("Runs", (context, input) -> "ran");
		startEngine();
		String id = client().start("Waits", null);
		var next = client().whenComplete(id, PATIENCE)
			.thenApply((status) -> client().start("Runs", null))
			.toCompletableFuture();
		watched.countDown();
		assertThat(output(next.orTimeout(20, TimeUnit.SECONDS).get())).isEqualTo("\"ran\"");
	}

}
