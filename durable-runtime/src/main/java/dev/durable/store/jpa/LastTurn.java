package dev.durable.store.jpa;

import org.jspecify.annotations.Nullable;

/**
 * The last turn of an instance's current generation, {@code null} if it has none.
 */
record LastTurn(long instance, int generation, @Nullable Integer turn) {

}
