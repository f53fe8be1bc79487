package dev.durable.benchmark.system;

import dev.durable.Activity;

/**
 * The activities of the application that is measured.
 */
class DurableActivities {

	private final ActivityBody body;

	DurableActivities(ActivityBody body) {
		this.body = body;
	}

	@Activity("Step")
	String step(String payload) {
		return this.body.perform(payload);
	}

}
