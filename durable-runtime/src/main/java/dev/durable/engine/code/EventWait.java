package dev.durable.engine.code;

import java.time.Instant;

/**
 * An external event that code waits for.
 *
 * @param name the event's name as the code gives it
 * @param since the time of the turn that began to wait
 * @param timerTask the number of the timer that limits the wait, 0 if none does
 */
public record EventWait(String name, Instant since, int timerTask) {

}
