/**
 * The smallest orchestration: three activities one after the other.
 */
@NullMarked
package dev.durable.example.hello;

import org.jspecify.annotations.NullMarked;
