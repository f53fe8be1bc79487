package dev.durable.store;

import java.time.Instant;

/**
 * A node as the others see it.
 *
 * @param id its id, never used before or after
 * @param name a name for people, such as host and process id
 * @param startedAt when it joined, in database time
 * @param heartbeatAt its last heartbeat, in database time
 */
public record NodeRow(long id, String name, Instant startedAt, Instant heartbeatAt) {

}
