package dev.durable.store.jpa;

import java.time.Instant;

/**
 * Identifies a session of the database server for good.
 *
 * @param id its number, which is used again
 * @param startedAt when it began
 */
record SessionKey(long id, Instant startedAt) {

}
