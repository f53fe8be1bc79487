package dev.durable.engine;

import java.time.Duration;

/**
 * How an engine behaves.
 *
 * @param pollInterval how often to look for due instances when nothing tells of them
 * @param heartbeatInterval how often to tell the other nodes that this one lives
 * @param nodeTimeout after how long without a heartbeat the others take over; at least
 * three heartbeats
 * @param idleTimeout how long an instance with nothing to do stays in memory
 * @param maxCachedInstances how many instances to have in memory, each with a thread
 * @param maxConcurrentActivities how many activities to run at once
 * @param maxQueuedActivities how many activities may wait for one of these places before
 * more are handed over to other nodes
 * @param maxPayloadSize how many characters one input, output or payload may have
 * @param maxBufferedEvents how many external events an instance may keep
 * @param maxTurnSize how many characters the decisions of one turn may have
 * @param shutdownTimeout how long a shutdown waits for running activities
 */
public record EngineSettings(Duration pollInterval, Duration heartbeatInterval, Duration nodeTimeout,
		Duration idleTimeout, int maxCachedInstances, int maxConcurrentActivities, int maxQueuedActivities,
		int maxPayloadSize, int maxBufferedEvents, int maxTurnSize, Duration shutdownTimeout) {

	public EngineSettings {
		if (nodeTimeout.compareTo(heartbeatInterval.multipliedBy(3)) < 0) {
			throw new IllegalArgumentException("'nodeTimeout' must be at least three times 'heartbeatInterval' but is "
					+ nodeTimeout + " with heartbeats every " + heartbeatInterval);
		}
		if (maxCachedInstances < 1 || maxConcurrentActivities < 1 || maxPayloadSize < 1 || maxBufferedEvents < 1
				|| maxTurnSize < 1) {
			throw new IllegalArgumentException("Limits must be at least 1");
		}
		if (maxQueuedActivities < 0) {
			throw new IllegalArgumentException("'maxQueuedActivities' must not be negative");
		}
	}

	/**
	 * Return the defaults: as many instances in memory as the Java platform has cheap
	 * threads for.
	 * @return the defaults
	 */
	public static EngineSettings defaults() {
		boolean virtualThreads = PlatformThreads.areVirtualThreadsAvailable();
		return new EngineSettings(Duration.ofMillis(500), Duration.ofSeconds(3), Duration.ofSeconds(15),
				Duration.ofSeconds(10), virtualThreads ? 10_000 : 500, virtualThreads ? 256 : 64,
				virtualThreads ? 256 : 64, 1_048_576, 10_000, 16_777_216, Duration.ofSeconds(20));
	}

	/**
	 * Return these settings with another poll interval.
	 * @param pollInterval how often to look for due instances
	 * @return new settings
	 */
	public EngineSettings withPollInterval(Duration pollInterval) {
		return new EngineSettings(pollInterval, this.heartbeatInterval, this.nodeTimeout, this.idleTimeout,
				this.maxCachedInstances, this.maxConcurrentActivities, this.maxQueuedActivities, this.maxPayloadSize,
				this.maxBufferedEvents, this.maxTurnSize, this.shutdownTimeout);
	}

	/**
	 * Return these settings with other times for membership.
	 * @param heartbeatInterval how often to tell that this node lives
	 * @param nodeTimeout after how long without a heartbeat others take over
	 * @return new settings
	 */
	public EngineSettings withHeartbeat(Duration heartbeatInterval, Duration nodeTimeout) {
		return new EngineSettings(this.pollInterval, heartbeatInterval, nodeTimeout, this.idleTimeout,
				this.maxCachedInstances, this.maxConcurrentActivities, this.maxQueuedActivities, this.maxPayloadSize,
				this.maxBufferedEvents, this.maxTurnSize, this.shutdownTimeout);
	}

	/**
	 * Return these settings with another idle timeout.
	 * @param idleTimeout how long an instance with nothing to do stays in memory
	 * @return new settings
	 */
	public EngineSettings withIdleTimeout(Duration idleTimeout) {
		return new EngineSettings(this.pollInterval, this.heartbeatInterval, this.nodeTimeout, idleTimeout,
				this.maxCachedInstances, this.maxConcurrentActivities, this.maxQueuedActivities, this.maxPayloadSize,
				this.maxBufferedEvents, this.maxTurnSize, this.shutdownTimeout);
	}

	/**
	 * Return these settings with other numbers of instances and activities. As many
	 * activities again may wait.
	 * @param maxCachedInstances how many instances to have in memory
	 * @param maxConcurrentActivities how many activities to run at once
	 * @return new settings
	 */
	public EngineSettings withConcurrency(int maxCachedInstances, int maxConcurrentActivities) {
		return new EngineSettings(this.pollInterval, this.heartbeatInterval, this.nodeTimeout, this.idleTimeout,
				maxCachedInstances, maxConcurrentActivities, maxConcurrentActivities, this.maxPayloadSize,
				this.maxBufferedEvents, this.maxTurnSize, this.shutdownTimeout);
	}

	/**
	 * Return these settings with another length of the queue for activities.
	 * @param maxQueuedActivities how many activities may wait on this node
	 * @return new settings
	 */
	public EngineSettings withMaxQueuedActivities(int maxQueuedActivities) {
		return new EngineSettings(this.pollInterval, this.heartbeatInterval, this.nodeTimeout, this.idleTimeout,
				this.maxCachedInstances, this.maxConcurrentActivities, maxQueuedActivities, this.maxPayloadSize,
				this.maxBufferedEvents, this.maxTurnSize, this.shutdownTimeout);
	}

	/**
	 * Return these settings with other limits.
	 * @param maxPayloadSize how many characters one input, output or payload may have
	 * @param maxBufferedEvents how many external events an instance may keep
	 * @param maxTurnSize how many characters the decisions of one turn may have
	 * @return new settings
	 */
	public EngineSettings withLimits(int maxPayloadSize, int maxBufferedEvents, int maxTurnSize) {
		return new EngineSettings(this.pollInterval, this.heartbeatInterval, this.nodeTimeout, this.idleTimeout,
				this.maxCachedInstances, this.maxConcurrentActivities, this.maxQueuedActivities, maxPayloadSize,
				maxBufferedEvents, maxTurnSize, this.shutdownTimeout);
	}

	/**
	 * Return these settings with another shutdown timeout.
	 * @param shutdownTimeout how long a shutdown waits for running activities
	 * @return new settings
	 */
	public EngineSettings withShutdownTimeout(Duration shutdownTimeout) {
		return new EngineSettings(this.pollInterval, this.heartbeatInterval, this.nodeTimeout, this.idleTimeout,
				this.maxCachedInstances, this.maxConcurrentActivities, this.maxQueuedActivities, this.maxPayloadSize,
				this.maxBufferedEvents, this.maxTurnSize, shutdownTimeout);
	}

}
