/**
 * What is done with each system.
 */
@NullMarked
package dev.durable.benchmark.workload;

import org.jspecify.annotations.NullMarked;
