/**
 * Measures durable orchestrations side by side with others and with what the database can
 * do: {@link dev.durable.benchmark.Suite} runs each cell of the table in a JVM of its
 * own.
 */
@NullMarked
package dev.durable.benchmark;

import org.jspecify.annotations.NullMarked;
