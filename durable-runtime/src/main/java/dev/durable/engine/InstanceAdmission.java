package dev.durable.engine;

import java.util.List;

import dev.durable.RuntimeStatus;
import dev.durable.observation.InstanceMdc;
import dev.durable.store.InboxMessage;
import dev.durable.store.InstanceRow;
import dev.durable.store.LoadedInstance;
import dev.durable.store.NewInstance;
import dev.durable.store.TurnRow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings instances into the memory of the node that owns them, each once.
 */
final class InstanceAdmission {

	private static final Logger logger = LoggerFactory.getLogger(InstanceAdmission.class);

	private final EngineServices services;

	private final InstanceEvents engine;

	private final Suspects suspects;

	private final Trials trials;

	InstanceAdmission(EngineServices services, InstanceEvents engine) {
		this.services = services;
		this.engine = engine;
		this.suspects = new Suspects(services.settings().maxFailedTrials());
		this.trials = new Trials(services, engine, this.suspects);
	}

	/**
	 * Admit an instance of which this node has just inserted the row.
	 */
	void inserted(NewInstance start, @Nullable String parentInstanceId, long node) {
		admit(start, parentInstanceId, node, false);
	}

	/**
	 * Admit an instance that this thread has just started, and begin its first turn on
	 * it.
	 */
	void started(NewInstance start, long node) {
		try {
			admit(start, null, node, true);
		}
		catch (RuntimeException ex) {
			InstanceMdc.about(start.instanceId(),
					() -> logger.error("Instance '{}' cannot be admitted, it is loaded", start.instanceId(), ex));
			this.services.cache().cancel(start.id());
			this.engine.reload(start.id());
		}
	}

	private void admit(NewInstance start, @Nullable String parentInstanceId, long node, boolean here) {
		if (!this.services.cache().reserve(start.id())) {
			return;
		}
		InstanceRow row = new InstanceRow(start.id(), start.taskHub(), start.instanceId(), start.name(),
				start.version(), 0, RuntimeStatus.RUNNING, start.createdAt(), null, null, null, start.startAt(), null,
				start.parent(), parentInstanceId, start.trace(), start.tags());
		TurnRow first = new TurnRow(start.id(), 0, 0, start.createdAt(), start.events());
		begin(new LiveInstance(this.services, this.engine, row, List.of(first), node), node, here);
	}

	/**
	 * Admit an instance from what the store has of it. Its place is reserved already.
	 * @param inboxLimit how many messages at most were read
	 */
	void loaded(LoadedInstance loaded, long node, int inboxLimit) {
		try {
			if (!this.trials.admit(loaded, node)) {
				return;
			}
			InstanceLog.loaded(loaded);
			LiveInstance instance = new LiveInstance(this.services, this.engine, loaded.row(), loaded.turns(), node);
			if (this.suspects.isCondemned(loaded)) {
				instance.suspendWithoutCode(Suspects.verdict(loaded));
			}
			List<InboxMessage> inbox = loaded.inbox();
			instance.loaded(inbox, inboxLimit);
			begin(instance, node, false);
		}
		catch (RuntimeException ex) {
			InstanceMdc.about(loaded.row().instanceId(),
					() -> logger.error("Instance '{}' cannot be loaded", loaded.row().instanceId(), ex));
		}
	}

	/**
	 * This node ends as it should.
	 */
	void stop() {
		this.trials.stop();
	}

	private void begin(LiveInstance instance, long node, boolean here) {
		this.services.cache().put(instance);
		instance.start(here);
		if (!Long.valueOf(node).equals(this.services.node().id())) {
			instance.drop();
		}
	}

}
