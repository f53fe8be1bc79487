package dev.durable.store;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Giving an idle instance back, so that any node may claim it when there is something to
 * do. Refused when there is: a message in its inbox, or a wake-up that was set meanwhile.
 *
 * @param instance the surrogate id of the instance
 * @param wakeAt when there is something to do without a message, or {@code null}
 */
public record Release(long instance, @Nullable Instant wakeAt) {

}
