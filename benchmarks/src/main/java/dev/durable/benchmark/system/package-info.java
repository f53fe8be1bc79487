/**
 * The systems that are compared, each set up as its documentation says.
 */
@NullMarked
package dev.durable.benchmark.system;

import org.jspecify.annotations.NullMarked;
