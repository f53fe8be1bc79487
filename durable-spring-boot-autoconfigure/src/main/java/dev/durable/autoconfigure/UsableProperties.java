package dev.durable.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Refuses values that the engine could not work with, by the names of their properties.
 */
final class UsableProperties {

	private static final int MAX_TASK_HUB = 200;

	private static final int HEARTBEATS = 3;

	private UsableProperties() {
	}

	static void require(DurableProperties properties) {
		String taskHub = properties.getTaskHub();
		if (taskHub.isBlank() || taskHub.length() > MAX_TASK_HUB || taskHub.chars().anyMatch(Character::isISOControl)) {
			throw unusable("task-hub", taskHub, "It must have 1 to " + MAX_TASK_HUB
					+ " characters, not only blanks, none of them a control character.");
		}
		DurableProperties.Engine engine = properties.getEngine();
		requirePositive("engine.poll-interval", engine.getPollInterval());
		requirePositive("engine.heartbeat-interval", engine.getHeartbeatInterval());
		requireHeartbeats(engine.getHeartbeatInterval(), engine.getNodeTimeout());
		requireNotNegative("engine.idle-timeout", engine.getIdleTimeout());
		requireNotNegative("engine.shutdown-timeout", engine.getShutdownTimeout());
		requireAtLeast(1, "engine.max-cached-instances", engine.getMaxCachedInstances());
		requireAtLeast(1, "engine.max-concurrent-activities", engine.getMaxConcurrentActivities());
		requireAtLeast(0, "engine.max-queued-activities", engine.getMaxQueuedActivities());
		requireAtLeast(0, "engine.max-failed-trials", engine.getMaxFailedTrials());
		requireAtLeast(1, "limits.max-buffered-events", properties.getLimits().getMaxBufferedEvents());
		requireAtLeast(1, "limits.max-json-depth", properties.getLimits().getMaxJsonDepth());
	}

	private static void requireHeartbeats(Duration heartbeatInterval, Duration nodeTimeout) {
		if (nodeTimeout.dividedBy(HEARTBEATS).compareTo(heartbeatInterval) >= 0) {
			return;
		}
		// The one that has been set is named: only of that is there a place to tell
		if (nodeTimeout.equals(new DurableProperties.Engine().getNodeTimeout())) {
			throw unusable("engine.heartbeat-interval", heartbeatInterval,
					"It must be at most a third of 'durable.engine.node-timeout', which is " + nodeTimeout + ".");
		}
		throw unusable("engine.node-timeout", nodeTimeout,
				"It must be at least three times 'durable.engine.heartbeat-interval', which is " + heartbeatInterval
						+ ".");
	}

	private static void requirePositive(String property, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw unusable(property, value, "It must be longer than zero.");
		}
	}

	private static void requireNotNegative(String property, Duration value) {
		if (value.isNegative()) {
			throw unusable(property, value, "It must not be negative.");
		}
	}

	private static void requireAtLeast(int least, String property, @Nullable Integer value) {
		if (value != null && value < least) {
			throw unusable(property, value, "It must be at least " + least + ".");
		}
	}

	private static InvalidConfigurationPropertyValueException unusable(String property, Object value, String reason) {
		return new InvalidConfigurationPropertyValueException("durable." + property, value, reason);
	}

}
