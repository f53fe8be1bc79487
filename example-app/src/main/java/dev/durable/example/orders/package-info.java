/**
 * Orders: the application's own tables and the orchestration that processes them.
 */
@NullMarked
package dev.durable.example.orders;

import org.jspecify.annotations.NullMarked;
