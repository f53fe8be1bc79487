/**
 * HTTP endpoints that start and manage orchestrations.
 */
@NullMarked
package dev.durable.web;

import org.jspecify.annotations.NullMarked;
