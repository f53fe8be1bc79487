/**
 * Finds orchestrators and activities among the methods of Spring beans.
 */
@NullMarked
package dev.durable.engine.discovery;

import org.jspecify.annotations.NullMarked;
