package dev.durable.engine.code;

import java.util.function.Function;

import dev.durable.observation.TraceContextBridge;
import dev.durable.serialization.DataConverter;
import org.jspecify.annotations.Nullable;

/**
 * What executions need from their node.
 *
 * @param converter turns values into JSON and back
 * @param threads where the threads of orchestrators come from
 * @param versions gives the version of an orchestrator to start when none is asked for,
 * {@code null} when the node does not have it
 * @param traceContext connects threads with trace contexts
 * @param maxPayloadSize how many characters one input, output or payload may have
 * @param maxTurnSize how many characters the decisions of one turn may have
 */
public record ExecutionEnvironment(DataConverter converter, CodeThreads threads,
		Function<String, @Nullable String> versions, TraceContextBridge traceContext, int maxPayloadSize,
		int maxTurnSize) {

}
