package dev.durable.engine;

import java.util.List;

import dev.durable.history.RecordedEvent;

/**
 * Reads what is recorded of an instance.
 */
public interface InstanceHistory {

	/**
	 * Return the history of an instance's current generation.
	 * @param instanceId the instance
	 * @return its events in order, none if there is no such instance
	 * @throws IllegalStateException if the code of an orchestrator asks, which would get
	 * another answer on replay
	 */
	List<RecordedEvent> of(String instanceId);

}
