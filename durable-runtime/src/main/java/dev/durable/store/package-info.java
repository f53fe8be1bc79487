/**
 * The contract between the engine and the store that keeps its state.
 */
@NullMarked
package dev.durable.store;

import org.jspecify.annotations.NullMarked;
