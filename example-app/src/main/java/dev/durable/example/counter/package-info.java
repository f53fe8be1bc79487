/**
 * A counter that lives for as long as it is not told to end.
 */
@NullMarked
package dev.durable.example.counter;

import org.jspecify.annotations.NullMarked;
