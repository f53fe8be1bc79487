package dev.durable.web;

import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationFilter;
import dev.durable.engine.InstanceHistory;

/**
 * One of the task hubs in the database.
 *
 * @param name its name
 * @param client does what is asked for in it
 * @param history knows the history of its instances
 */
record AzureTaskHub(String name, OrchestrationClient client, InstanceHistory history) {

	OrchestrationFilter all() {
		return OrchestrationFilter.ALL.withTaskHub(this.name);
	}

}
