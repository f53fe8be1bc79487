package dev.durable.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What one engine is doing at the moment.
 *
 * @param running whether it has been started and not stopped
 * @param node the id under which this node is a member, or {@code null} while it is none
 * @param healthy whether it is a member whose heartbeats arrive
 * @param sinceHeartbeat the time since the last heartbeat that arrived, or {@code null}
 * if none has
 * @param sinceLook the time since the dispatcher last looked for due instances, in vain
 * or not
 * @param committer what the committer is doing
 * @param claimedInstances how many instances this node has claimed, those that are being
 * loaded included
 * @param cachedInstances how many instances are in memory
 * @param activeInstances how many of them have a turn under way
 * @param claimedActivities how many activities that were handed over this node has
 * claimed
 * @param queuedActivities how many activities wait for a worker
 * @param runningActivities how many activities run
 */
public record EngineStatistics(boolean running, @Nullable Long node, boolean healthy, @Nullable Duration sinceHeartbeat,
		Duration sinceLook, CommitterStatistics committer, int claimedInstances, int cachedInstances,
		int activeInstances, int claimedActivities, int queuedActivities, int runningActivities) {

}
