package dev.durable.engine.code;

import java.time.Instant;
import java.util.List;

import dev.durable.history.Decision;
import dev.durable.history.Incident;

/**
 * A turn that is in history.
 *
 * @param number its number
 * @param time its time
 * @param incidents what it consumed
 * @param decisions what it decided
 */
public record HistoryTurn(int number, Instant time, List<Incident> incidents, List<Decision> decisions) {

}
