package dev.durable.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.durable.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * Finished instances that go on, all of it or nothing.
 *
 * @param seen the instances that the decision depends on, by surrogate id: when each had
 * ended, {@code null} if it had not. Those to be reopened are among them and must have
 * failed
 * @param turns the turns to append, one for each instance to be reopened
 * @param replaced the surrogate ids of finished instances, all of them seen, whose ids
 * are needed for {@code starts}
 * @param starts the instances to insert as children, not owned by anybody. When the id of
 * one is taken, a {@link MessageKind#CHILD_FAILED} goes into the parent's inbox
 * @param messages the messages to instances that are reopened
 * @param traces the trace contexts of instances to be reopened that get another one, by
 * surrogate id; their baggage stays as it was
 */
public record Reopening(Map<Long, @Nullable Instant> seen, List<TurnRow> turns, List<Long> replaced,
		List<NewInstance> starts, List<OutgoingMessage> messages, Map<Long, TraceContext> traces) {

}
