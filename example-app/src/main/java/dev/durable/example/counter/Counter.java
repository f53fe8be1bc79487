package dev.durable.example.counter;

import dev.durable.OrchestrationContext;
import dev.durable.Orchestrator;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Counts by the events that it gets. Each event begins a new run of the orchestration, so
 * that its history stays short however long the counter lives.
 */
@Component
class Counter {

	@Orchestrator("Counter")
	int counter(OrchestrationContext context, @Nullable Integer input) {
		int value = (input != null) ? input : 0;
		context.setCustomStatus(value);
		String operation = context.waitForEvent("operation", String.class).await();
		if ("incr".equals(operation)) {
			context.continueAsNew(value + 1);
		}
		else if ("decr".equals(operation)) {
			context.continueAsNew(value - 1);
		}
		else if (!"end".equals(operation)) {
			context.continueAsNew(value);
		}
		return value;
	}

}
