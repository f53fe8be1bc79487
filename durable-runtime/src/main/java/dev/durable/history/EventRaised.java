package dev.durable.history;

import org.jspecify.annotations.Nullable;

/**
 * An external event came.
 *
 * @param name the event's name as it was given
 * @param payload the payload as JSON, or {@code null}
 */
public record EventRaised(String name, @Nullable String payload) implements Incident {

}
