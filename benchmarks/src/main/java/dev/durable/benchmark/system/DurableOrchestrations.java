package dev.durable.benchmark.system;

import dev.durable.OrchestrationContext;
import dev.durable.Orchestrator;

/**
 * The orchestrators of the application that is measured.
 */
class DurableOrchestrations {

	@Orchestrator("Sequential")
	String sequential(OrchestrationContext context, Sequence sequence) {
		String payload = sequence.payload();
		for (int i = 0; i < sequence.activities(); i++) {
			payload = context.callActivity("Step", payload, String.class).await();
		}
		return payload;
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
