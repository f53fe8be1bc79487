/**
 * Running an orchestrator's code turn by turn, live and on replay, without any input or
 * output.
 */
@NullMarked
package dev.durable.engine.code;

import org.jspecify.annotations.NullMarked;
