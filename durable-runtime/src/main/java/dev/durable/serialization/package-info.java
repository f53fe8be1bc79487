/**
 * Conversion of inputs, results and events to and from text.
 */
@NullMarked
package dev.durable.serialization;

import org.jspecify.annotations.NullMarked;
