/**
 * Auto-configuration for durable orchestrations.
 */
@NullMarked
package dev.durable.autoconfigure;

import org.jspecify.annotations.NullMarked;
