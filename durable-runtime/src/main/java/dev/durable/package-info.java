/**
 * The programming model: what the author of an application with durable orchestrations
 * sees.
 */
@NullMarked
package dev.durable;

import org.jspecify.annotations.NullMarked;
