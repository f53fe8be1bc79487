package dev.durable.store;

import java.time.Instant;

import dev.durable.RuntimeStatus;
import org.jspecify.annotations.Nullable;

/**
 * What a turn changes about its instance as a whole, beside appending to its history.
 *
 * @param status the new status. A finished status also ends ownership, clears the wake-up
 * and deletes what is left in the inbox and the activities that were handed over
 * @param generation the generation after the turn
 * @param customStatus the custom status after the turn, as JSON, or {@code null}
 * @param at the time of the turn; becomes {@code completed_at} when the status is a
 * finished one
 */
public record InstanceChange(RuntimeStatus status, int generation, @Nullable String customStatus, Instant at) {

}
