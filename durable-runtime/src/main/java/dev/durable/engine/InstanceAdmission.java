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
	 * Make an instance of which this node is about to insert the row. It is not in memory
	 * before it is durable, so nobody finds it, and nobody misses it in the store.
	 * @return the instance, or {@code null} if this node will not own it or cannot make
	 * it
	 */
	@Nullable LiveInstance starting(NewInstance start) {
		Long node = this.services.node().id();
		if (!start.owned() || node == null) {
			return null;
		}
		try {
			return create(start, null, node);
		}
		catch (RuntimeException ex) {
			InstanceMdc.about(start.instanceId(), () -> logger
				.error("Instance '{}' cannot be made before it is durable, it will be loaded", start.instanceId(), ex));
			return null;
		}
	}

	/**
	 * Admit an instance that has just been started and that this node owns.
	 * @param instance the instance whose code runs already, or {@code null} if it could
	 * not be made
	 */
	void started(long id, @Nullable LiveInstance instance, long node) {
		if (instance == null || instance.ownerNode() != node || !this.services.cache().reserve(id)) {
			if (instance != null) {
				instance.drop();
			}
			this.engine.reload(id);
			return;
		}
		this.services.cache().put(instance);
		if (instance.isGone()) {
			// it has left memory before it was in it
			this.services.cache().remove(instance);
			this.engine.reload(id);
		}
		dropIfFormer(instance, node);
	}

	/**
	 * Admit an instance of which this node has just inserted the row.
	 */
	void inserted(NewInstance start, @Nullable String parentInstanceId, long node) {
		if (!this.services.cache().reserve(start.id())) {
			return;
		}
		boolean admitted = false;
		try {
			begin(create(start, parentInstanceId, node), node);
			admitted = true;
		}
		finally {
			if (!admitted) {
				this.services.cache().cancel(start.id());
				this.engine.reload(start.id());
			}
		}
	}

	private LiveInstance create(NewInstance start, @Nullable String parentInstanceId, long node) {
		InstanceRow row = new InstanceRow(start.id(), start.taskHub(), start.instanceId(), start.name(),
				start.version(), 0, RuntimeStatus.RUNNING, start.createdAt(), null, null, null, start.startAt(), null,
				start.parent(), parentInstanceId, start.trace(), start.tags());
		TurnRow first = new TurnRow(start.id(), 0, 0, start.createdAt(), start.events());
		return new LiveInstance(this.services, this.engine, row, List.of(first), node);
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
			instance.mailbox().haveRead(inbox, inboxLimit);
			begin(instance, node);
		}
		catch (RuntimeException | Error ex) {
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

	private void begin(LiveInstance instance, long node) {
		this.services.cache().put(instance);
		instance.start();
		dropIfFormer(instance, node);
	}

	private void dropIfFormer(LiveInstance instance, long node) {
		if (!Long.valueOf(node).equals(this.services.node().id())) {
			instance.drop();
		}
	}

}
