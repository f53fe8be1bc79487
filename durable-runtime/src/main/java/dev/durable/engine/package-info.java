/**
 * The engine that runs orchestrations and activities.
 */
@NullMarked
package dev.durable.engine;

import org.jspecify.annotations.NullMarked;
