/**
 * An example application that processes orders with durable orchestrations.
 */
@NullMarked
package dev.durable.example;

import org.jspecify.annotations.NullMarked;
