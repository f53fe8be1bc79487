/**
 * The events that make up the history of an orchestration.
 */
@NullMarked
package dev.durable.history;

import org.jspecify.annotations.NullMarked;
