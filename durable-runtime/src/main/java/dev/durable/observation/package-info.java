/**
 * Observations and metrics of orchestrations and activities.
 */
@NullMarked
package dev.durable.observation;

import org.jspecify.annotations.NullMarked;
