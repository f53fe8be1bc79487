package dev.durable.store;

import java.time.Instant;

/**
 * One turn of an instance: a row of history.
 *
 * @param instance the surrogate id of the instance
 * @param generation the generation, from 0
 * @param turn the number of the turn, from 0
 * @param recordedAt the time of the turn, in database time
 * @param events a JSON array of events
 */
public record TurnRow(long instance, int generation, int turn, Instant recordedAt, String events) {

}
