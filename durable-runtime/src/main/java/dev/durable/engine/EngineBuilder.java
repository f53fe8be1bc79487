package dev.durable.engine;

import java.time.Duration;

import dev.durable.observation.EngineListener;
import dev.durable.observation.OrchestrationTracing;
import dev.durable.observation.TraceContextBridge;
import dev.durable.serialization.DataConverter;
import dev.durable.serialization.JacksonDataConverter;
import dev.durable.store.DurableStore;
import dev.durable.store.TransactionalCommits;
import org.jspecify.annotations.Nullable;

/**
 * Builds an engine.
 */
public final class EngineBuilder {

	final DurableStore store;

	final Registrations registrations;

	String taskHub = "default";

	EngineSettings settings = EngineSettings.defaults();

	DataConverter converter = new JacksonDataConverter();

	TraceContextBridge traceContext = TraceContextBridge.NONE;

	@Nullable OrchestrationTracing tracing;

	EngineListener listener = EngineListener.NONE;

	@Nullable TransactionalCommits transactionalCommits;

	@Nullable String managedAt;

	Duration deliveryPatience = DirectDelivery.PATIENCE;

	EngineBuilder(DurableStore store, Registrations registrations) {
		this.store = store;
		this.registrations = registrations;
	}

	/**
	 * Set the task hub: engines of different task hubs do not see each other's instances.
	 * @param taskHub the task hub
	 * @return this builder
	 */
	public EngineBuilder taskHub(String taskHub) {
		this.taskHub = taskHub;
		return this;
	}

	/**
	 * Set how the engine behaves.
	 * @param settings the settings
	 * @return this builder
	 */
	public EngineBuilder settings(EngineSettings settings) {
		this.settings = settings;
		return this;
	}

	/**
	 * Set what turns values into JSON and back.
	 * @param converter the converter
	 * @return this builder
	 */
	public EngineBuilder dataConverter(DataConverter converter) {
		this.converter = converter;
		return this;
	}

	/**
	 * Set what connects threads with trace contexts.
	 * @param traceContext the bridge
	 * @return this builder
	 */
	public EngineBuilder traceContext(TraceContextBridge traceContext) {
		this.traceContext = traceContext;
		return this;
	}

	/**
	 * Set what makes orchestrations visible in traces; without it the trace context is
	 * kept and passed on, and no span is created.
	 * @param tracing the tracing
	 * @return this builder
	 */
	public EngineBuilder tracing(OrchestrationTracing tracing) {
		this.tracing = tracing;
		return this;
	}

	/**
	 * Set who is told what the engine does.
	 * @param listener the listener
	 * @return this builder
	 */
	public EngineBuilder listener(EngineListener listener) {
		this.listener = listener;
		return this;
	}

	/**
	 * Set where orchestrations can be managed over HTTP, for the line that is logged at
	 * start.
	 * @param managedAt a path, or {@code null} if nowhere
	 * @return this builder
	 */
	public EngineBuilder managedAt(@Nullable String managedAt) {
		this.managedAt = managedAt;
		return this;
	}

	/**
	 * Set how transactional activities commit. Not needed if there are none.
	 * @param transactionalCommits the commits, of the same store
	 * @return this builder
	 */
	public EngineBuilder transactionalCommits(@Nullable TransactionalCommits transactionalCommits) {
		this.transactionalCommits = transactionalCommits;
		return this;
	}

	/**
	 * Build the engine; it has still to be started.
	 * @return the engine
	 */
	public DurableEngine build() {
		return build(new ThreadPools(this.settings.maxConcurrentActivities(), this.store.toleratesInterrupts()));
	}

	DurableEngine build(EngineThreads threads) {
		return new DurableEngine(this, threads);
	}

}
