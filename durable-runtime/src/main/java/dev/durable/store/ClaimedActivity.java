package dev.durable.store;

import java.time.Instant;

/**
 * An activity that a node has claimed.
 *
 * @param id the number of its row, never used before or again
 * @param activity what to run
 * @param instanceId the id of the instance that called it
 * @param instanceCreatedAt since when that instance exists
 */
public record ClaimedActivity(long id, HandedOverActivity activity, String instanceId, Instant instanceCreatedAt) {

}
