package dev.durable.store;

/**
 * Name and version of code that a node has.
 *
 * @param name the orchestrator
 * @param version its version, empty if it has none
 */
public record OrchestratorName(String name, String version) {

}
