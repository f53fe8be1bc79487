package dev.durable.observation;

import dev.durable.TraceContext;

/**
 * An instance as it is observed.
 *
 * @param id its surrogate id
 * @param instanceId its id
 * @param name the orchestrator
 * @param version its version, empty if it has none
 * @param generation the current generation
 * @param trace the trace context that it was created under
 * @param rewinds how often it was rewound
 */
public record ObservedInstance(long id, String instanceId, String name, String version, int generation,
		TraceContext trace, int rewinds) {

}
