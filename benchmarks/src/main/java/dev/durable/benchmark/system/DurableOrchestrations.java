package dev.durable.benchmark.system;

import java.util.ArrayList;
import java.util.List;

import dev.durable.OrchestrationContext;
import dev.durable.Orchestrator;
import dev.durable.Task;

/**
 * The orchestrators of the application that is measured.
 */
class DurableOrchestrations {

	static final String EVENT = "Approval";

	@Orchestrator("Sequential")
	String sequential(OrchestrationContext context, Sequence sequence) {
		String payload = sequence.payload();
		for (int i = 0; i < sequence.activities(); i++) {
			payload = context.callActivity("Step", payload, String.class).await();
		}
		return payload;
	}

	@Orchestrator("Parallel")
	int parallel(OrchestrationContext context, Sequence sequence) {
		List<Task<String>> tasks = new ArrayList<>();
		for (int i = 0; i < sequence.activities(); i++) {
			tasks.add(context.callActivity("Step", Payload.variant(sequence.payload(), i), String.class));
		}
		return context.allOf(tasks).await().size();
	}

	@Orchestrator("Waiting")
	String waiting(OrchestrationContext context, Sequence sequence) {
		sequential(context, sequence);
		return context.waitForEvent(EVENT, String.class).await();
	}

	/**
	 * Activities to run.
	 *
	 * @param activities how many
	 * @param payload input of the first one
	 */
	record Sequence(int activities, String payload) {

	}

}
