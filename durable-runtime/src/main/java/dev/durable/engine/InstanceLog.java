package dev.durable.engine;

import java.time.Instant;
import java.util.List;

import dev.durable.FailureDetails;
import dev.durable.RuntimeStatus;
import dev.durable.history.HistoryCodec;
import dev.durable.observation.InstanceMdc;
import dev.durable.observation.ObservedInstance;
import dev.durable.store.InstanceCommit;
import dev.durable.store.InstanceRow;
import dev.durable.store.LoadedInstance;
import dev.durable.store.Release;
import dev.durable.store.TurnRow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of instances, for those who debug one. Costs nothing while that is switched
 * off.
 */
final class InstanceLog {

	private static final Logger logger = LoggerFactory.getLogger(InstanceLog.class);

	private InstanceLog() {
	}

	static void started(String instanceId, String name) {
		if (logger.isDebugEnabled()) {
			about(instanceId, () -> logger.debug("Instance '{}' ({}) has been started", instanceId, name));
		}
	}

	static void loaded(LoadedInstance loaded) {
		if (logger.isDebugEnabled()) {
			InstanceRow row = loaded.row();
			about(row.instanceId(),
					() -> logger.debug("Instance '{}' ({}) wakes up on this node, with {} turns and {} messages",
							row.instanceId(), row.name(), loaded.turns().size(), loaded.inbox().size()));
		}
	}

	static void committed(InstanceRow row, InstanceCommit commit) {
		if (logger.isDebugEnabled()) {
			for (TurnRow turn : commit.turns()) {
				about(row.instanceId(), () -> logger.debug("Turn {} of instance '{}' ({}) is committed: {}",
						turn.turn(), row.instanceId(), row.name(), events(turn)));
			}
		}
	}

	private static List<String> events(TurnRow turn) {
		return HistoryCodec.decode(turn.events()).stream().map((event) -> event.getClass().getSimpleName()).toList();
	}

	static void released(InstanceRow row, Release release) {
		if (logger.isDebugEnabled()) {
			about(row.instanceId(),
					() -> logger.debug("Instance '{}' ({}) is idle and leaves memory, its next timer is {}",
							row.instanceId(), row.name(), (release.wakeAt() != null) ? release.wakeAt() : "none"));
		}
	}

	static void finished(ObservedInstance instance, RuntimeStatus status, @Nullable FailureDetails failure) {
		if (logger.isDebugEnabled()) {
			about(instance.instanceId(), () -> logger.debug("Instance '{}' ({}) has ended: {}{}", instance.instanceId(),
					instance.name(), status.displayName(), (failure != null) ? ", " + failure : ""));
		}
	}

	static void retried(InstanceRow row, String activity, int taskId, int attempt, @Nullable Instant dueAt) {
		if (logger.isDebugEnabled()) {
			about(row.instanceId(),
					() -> logger.debug("Activity '{}' (#{}) of instance '{}' is tried again, attempt {} at {}",
							activity, taskId, row.instanceId(), attempt, (dueAt != null) ? dueAt : "once"));
		}
	}

	static void begins(ActivityCall call) {
		if (logger.isDebugEnabled()) {
			logger.debug("Activity '{}' (#{}) of instance '{}' begins, attempt {}", call.activityName(), call.taskId(),
					call.instanceId(), call.attempt());
		}
	}

	static void completed(ActivityCall call) {
		if (logger.isDebugEnabled()) {
			logger.debug("Activity '{}' (#{}) of instance '{}' has completed", call.activityName(), call.taskId(),
					call.instanceId());
		}
	}

	static void failed(ActivityCall call, Throwable failure) {
		logger.debug("Activity '{}' (#{}) of instance '{}' has failed in attempt {}", call.activityName(),
				call.taskId(), call.instanceId(), call.attempt(), failure);
	}

	private static void about(String instanceId, Runnable statement) {
		InstanceMdc.about(instanceId, statement);
	}

}
