/**
 * Finds out why an instance is where it is, from what is recorded and from its code.
 */
@NullMarked
package dev.durable.engine.why;

import org.jspecify.annotations.NullMarked;
