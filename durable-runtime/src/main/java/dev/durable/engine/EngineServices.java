package dev.durable.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.durable.TraceContext;
import dev.durable.engine.code.ExecutionEnvironment;
import dev.durable.history.ExecutionStarted;
import dev.durable.history.HistoryCodec;
import dev.durable.history.SubOrchestrationCreated;
import dev.durable.observation.EngineListener;
import dev.durable.observation.OrchestrationTracing;
import dev.durable.store.DurableStore;
import dev.durable.store.InstanceRow;
import dev.durable.store.NewInstance;
import dev.durable.store.ParentLink;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of one engine share.
 *
 * @param taskHub the task hub
 * @param settings how the engine behaves
 * @param store the store
 * @param registrations the code that this node has
 * @param environment what running orchestrators need
 * @param threads where work is done
 * @param clock database time
 * @param node this node's membership
 * @param cache the instances in memory
 * @param load how busy the workers are
 * @param tracing makes orchestrations visible in traces
 * @param listener is told what the engine does
 */
record EngineServices(String taskHub, EngineSettings settings, DurableStore store, Registrations registrations,
		ExecutionEnvironment environment, EngineThreads threads, DatabaseClock clock, CurrentNode node,
		InstanceCache cache, ActivityLoad load, OrchestrationTracing tracing, EngineListener listener) {

	/**
	 * Describe an instance to be inserted: owned by this node if it has the code and the
	 * room, and the instance may run at once.
	 */
	NewInstance newInstance(String instanceId, String name, String version, Instant createdAt,
			@Nullable Instant startAt, TraceContext trace, Map<String, String> tags, @Nullable String input) {
		boolean later = startAt != null && startAt.isAfter(createdAt);
		return newInstance(instanceId, createdAt, new ExecutionStarted(name, version, input, later ? startAt : null),
				null, trace, tags);
	}

	/**
	 * Describe a sub-orchestration to be inserted, in the same way.
	 */
	NewInstance newChild(InstanceRow parent, int generation, SubOrchestrationCreated created, Instant createdAt,
			TraceContext trace) {
		return newInstance(created.instanceId(), createdAt,
				new ExecutionStarted(created.name(), created.version(), created.input(), null, parent.instanceId()),
				new ParentLink(parent.id(), generation, created.taskId()), trace, Map.of());
	}

	private NewInstance newInstance(String instanceId, Instant createdAt, ExecutionStarted start,
			@Nullable ParentLink parent, TraceContext trace, Map<String, String> tags) {
		boolean own = start.startAt() == null && this.node.isHealthy() && this.cache.hasRoom()
				&& this.registrations.findOrchestrator(start.name(), start.version()) != null;
		return new NewInstance(this.store.newInstanceId(), this.taskHub, instanceId, start.name(), start.version(), own,
				createdAt, start.startAt(), parent, trace, tags, HistoryCodec.encode(List.of(start)));
	}

}
