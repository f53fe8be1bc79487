package dev.durable.engine;

import java.util.List;
import java.util.stream.IntStream;

import dev.durable.OrchestrationClient;
import dev.durable.RuntimeStatus;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Engine contract: what a caller sends after something else was accepted comes after it,
 * whichever way the two go.
 */
class SendingOrderIntegrationTests extends EngineContractTests {

	private static final int EVENTS = 10;

	private final List<Integer> inOrder = IntStream.range(0, EVENTS).boxed().toList();

	@Test
	void eventsThroughDifferentNodesKeepTheirOrder() {
		collectsEvents();
		OrchestrationClient owner = startEngine().client();
		OrchestrationClient other = startEngine().client();
		String id = owner.start("Collects", null);
		this.inOrder.forEach((i) -> ((i % 2 == 0) ? other : owner).raiseEvent(id, "item", i));
		assertThat(output(id)).isEqualTo(this.inOrder.toString().replace(" ", ""));
	}

	@Test
	void eventsOfTransactionsAndOthersKeepTheirOrder() {
		collectsEvents();
		startEngine();
		String id = client().start("Collects", null);
		TransactionTemplate transaction = new TransactionTemplate(transactionManager());
		this.inOrder.forEach((i) -> {
			if (i % 2 == 0) {
				transaction.executeWithoutResult((status) -> client().raiseEvent(id, "item", i));
			}
			else {
				client().raiseEvent(id, "item", i);
			}
		});
		assertThat(output(id)).isEqualTo(this.inOrder.toString().replace(" ", ""));
	}

	@RepeatedTest(5)
	void whatWasSuspendedThroughOneNodeIsResumedThroughAnother() {
		this.code.orchestrator("Waits", (context, input) -> context.waitForEvent("go", String.class).await());
		OrchestrationClient owner = startEngine().client();
		OrchestrationClient other = startEngine().client();
		String id = owner.start("Waits", null);
		other.suspend(id, null);
		owner.resume(id, null);
		other.raiseEvent(id, "go", "gone");
		assertThat(finish(id).runtimeStatus()).isEqualTo(RuntimeStatus.COMPLETED);
	}

	private void collectsEvents() {
		this.code.orchestrator("Collects",
				(context, input) -> IntStream.range(0, EVENTS)
					.mapToObj((i) -> context.waitForEvent("item", Integer.class).await())
					.toList());
	}

}
