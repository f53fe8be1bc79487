package dev.durable.store;

import java.time.Instant;

/**
 * Where an instance stands in a list.
 *
 * @param createdAt when it was created
 * @param id the surrogate id
 * @param instanceId the id that users know, empty in a list that is not in the order of
 * these
 */
public record InstancePosition(Instant createdAt, long id, String instanceId) {

}
