package dev.durable.engine;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.durable.InstanceAlreadyExistsException;
import dev.durable.InstanceNotFoundException;
import dev.durable.history.ExecutionStarted;
import dev.durable.history.HistoryCodec;
import dev.durable.history.HistoryEvent;
import dev.durable.observation.ObservedScope;
import dev.durable.store.InstanceRow;
import dev.durable.store.InstanceStore;
import dev.durable.store.InstanceSummary;
import dev.durable.store.NewInstance;
import dev.durable.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Starts instances again. Turn 0 of the current generation is all that is certain to be
 * there of how an instance was started, so that is what it is started with again.
 */
final class InstanceRestart {

	private static final int ATTEMPTS = 10;

	private final EngineServices services;

	private final InstanceEvents engine;

	private final InstanceStore instances;

	InstanceRestart(EngineServices services, InstanceEvents engine) {
		this.services = services;
		this.engine = engine;
		this.instances = services.store().instances();
	}

	/**
	 * Start an instance again.
	 * @return the id of the new one
	 */
	String restart(String instanceId, boolean newInstanceId) {
		InstanceRow row = find(instanceId).row();
		String startedId = newInstanceId ? UUID.randomUUID().toString() : instanceId;
		ObservedScope creation = this.services.tracing().creating(row.name(), row.version(), startedId);
		try {
			if (newInstanceId) {
				insert(instanceId, startedId);
			}
			else {
				replace(instanceId);
			}
			this.services.listener().started(row.name());
			InstanceLog.started(startedId, row.name());
			return startedId;
		}
		catch (RuntimeException ex) {
			creation.failed(ex);
			throw ex;
		}
		finally {
			creation.close();
		}
	}

	private void insert(String instanceId, String newInstanceId) {
		NewInstance start = start(find(instanceId), newInstanceId);
		if (!this.instances.insert(start, this.engine::storeChanged)) {
			throw new InstanceAlreadyExistsException(start.instanceId());
		}
	}

	private void replace(String instanceId) {
		for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
			InstanceSummary source = find(instanceId);
			if (!source.row().status().isFinished()) {
				throw new InstanceAlreadyExistsException(instanceId);
			}
			if (this.instances.replace(source.row().id(), start(source, instanceId), this.engine::storeChanged)) {
				return;
			}
			// somebody was faster: it is purged, replaced, or goes on
		}
		throw new StoreException(StoreException.Kind.RETRYABLE,
				"Instance '" + instanceId + "' is started and purged by others all the time", null);
	}

	private InstanceSummary find(String instanceId) {
		return this.instances.find(this.services.taskHub(), instanceId)
			.orElseThrow(() -> new InstanceNotFoundException(instanceId));
	}

	private NewInstance start(InstanceSummary source, String instanceId) {
		InstanceRow row = source.row();
		Map<String, String> tags = row.tags();
		return this.services
			.newInstance(instanceId, row.name(), row.version(), this.services.clock().now(), null,
					this.services.environment().traceContext().current(), tags, input(source))
			.unowned();
	}

	private static @Nullable String input(InstanceSummary source) {
		String first = source.firstEvents();
		for (HistoryEvent event : (first != null) ? HistoryCodec.decode(first) : List.<HistoryEvent>of()) {
			if (event instanceof ExecutionStarted started) {
				return started.input();
			}
		}
		throw new IllegalStateException("Instance '" + source.row().instanceId() + "' has no start in its history");
	}

}
