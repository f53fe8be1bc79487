package dev.durable.observation;

import java.time.Instant;
import java.util.List;

import dev.durable.FailureDetails;
import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * How an orchestration has come to its end.
 *
 * @param begin when it could begin, or when it was rewound last
 * @param end the time of its last turn
 * @param status how it ended
 * @param failure why it failed, or {@code null} if it did not
 * @param events the trace contexts of those who sent it events
 */
public record ObservedCompletion(Instant begin, Instant end, RuntimeStatus status, @Nullable FailureDetails failure,
		List<TraceContext> events) {

}
