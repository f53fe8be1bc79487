package dev.durable.history;

import java.time.Instant;

/**
 * An event with the time of the turn that recorded it.
 *
 * @param turn the number of the turn, from 0
 * @param recordedAt the time of the turn
 * @param event the event
 */
public record RecordedEvent(int turn, Instant recordedAt, HistoryEvent event) {

}
