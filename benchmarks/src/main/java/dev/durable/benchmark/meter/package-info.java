/**
 * What a cell has cost: time, processor time, transactions and log of the database.
 */
@NullMarked
package dev.durable.benchmark.meter;

import org.jspecify.annotations.NullMarked;
