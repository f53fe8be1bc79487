package dev.durable.store;

import dev.durable.RuntimeStatus;

/**
 * How many instances have an orchestrator and a status.
 *
 * @param name the orchestrator
 * @param status the status
 * @param count the number
 */
public record InstanceCount(String name, RuntimeStatus status, long count) {

}
