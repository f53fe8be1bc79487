package dev.durable.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import dev.durable.InstanceAlreadyExistsException;
import dev.durable.LimitExceededException;
import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationCounts;
import dev.durable.OrchestrationExplanation;
import dev.durable.OrchestrationFilter;
import dev.durable.OrchestrationPage;
import dev.durable.OrchestrationQuery;
import dev.durable.OrchestrationStatus;
import dev.durable.StartOptions;
import dev.durable.TraceContext;
import dev.durable.engine.code.LatestTime;
import dev.durable.engine.code.Names;
import dev.durable.engine.code.Reasons;
import dev.durable.history.EventRaised;
import dev.durable.history.ExecutionResumed;
import dev.durable.history.ExecutionSuspended;
import dev.durable.history.ExecutionTerminated;
import dev.durable.history.HistoryCodec;
import dev.durable.history.Incident;
import dev.durable.observation.ObservedScope;
import dev.durable.store.CommitResult;
import dev.durable.store.InstanceStore;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import dev.durable.store.NewInstance;
import dev.durable.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * {@link OrchestrationClient} of an engine. What concerns an instance in this node's
 * memory becomes part of its next turn and is answered when that is durable; everything
 * else goes through the store.
 */
final class EngineClient implements OrchestrationClient {

	private final EngineServices services;

	private final InstanceEvents engine;

	private final CompletionWatch completions;

	private final InstanceStore instances;

	private final InstanceQueries queries;

	private final TransactionStarts transactionStarts = new TransactionStarts();

	private final InstanceRestart restart;

	private final InstanceRewind rewind;

	private final InstanceExplainer explainer;

	private final DirectDelivery direct;

	EngineClient(EngineServices services, InstanceEvents engine, CompletionWatch completions,
			InstanceExplainer explainer, DirectDelivery direct) {
		this.services = services;
		this.engine = engine;
		this.completions = completions;
		this.instances = services.store().instances();
		this.restart = new InstanceRestart(services, engine);
		this.rewind = new InstanceRewind(services, engine);
		this.queries = new InstanceQueries(services);
		this.explainer = explainer;
		this.direct = direct;
	}

	@Override
	public String start(String orchestratorName, @Nullable Object input, StartOptions options) {
		Names.requireInPath("orchestrator", orchestratorName);
		OrchestratorDefinition definition = this.services.registrations()
			.requireOrchestrator(orchestratorName, options.version());
		String instanceId = (options.instanceId() != null) ? options.instanceId() : UUID.randomUUID().toString();
		Names.requireInstanceId(instanceId);
		Tags.require(options.tags());
		LatestTime.requireStartTime(options.startAt());
		String json = json("The input of orchestrator '" + orchestratorName + "'", input);
		ObservedScope creation = this.services.tracing().creating(definition.name(), definition.version(), instanceId);
		try {
			NewInstance start = this.services.newInstance(instanceId, definition.name(), definition.version(),
					this.services.clock().now(), options.startAt(),
					this.services.environment().traceContext().current(), options.tags(), json);
			if (!insert(start)) {
				throw new InstanceAlreadyExistsException(instanceId);
			}
			this.services.listener().started(definition.name());
			InstanceLog.started(instanceId, definition.name());
			return instanceId;
		}
		catch (RuntimeException ex) {
			creation.failed(ex);
			throw ex;
		}
		finally {
			creation.close();
		}
	}

	private boolean insert(NewInstance start) {
		if (this.instances.isInCallerTransaction()) {
			NewInstance unowned = start.unowned();
			boolean inserted = this.instances.insert(unowned, this.engine::storeChanged);
			if (inserted) {
				this.transactionStarts.add(start.instanceId());
			}
			return inserted;
		}
		if (this.services.node().isHealthy()) {
			try {
				return commit(start);
			}
			catch (StoreException ex) {
				if (ex.kind() != StoreException.Kind.DEFINITE) {
					throw ex;
				}
				// the node has lost its membership meanwhile; the store takes the start
				// unowned
			}
		}
		return this.instances.insert(start.unowned(), this.engine::storeChanged);
	}

	private boolean commit(NewInstance start) {
		PendingStart pending = new PendingStart(start, this.engine);
		pending.begin();
		if (pending.await() == CommitResult.Outcome.ID_TAKEN) {
			// a finished instance of that id is replaced in one transaction with the
			// insert
			return this.instances.insert(start.unowned(), this.engine::storeChanged);
		}
		if (!start.owned()) {
			this.engine.storeChanged();
		}
		return true;
	}

	@Override
	public Optional<OrchestrationStatus> status(String instanceId) {
		return this.instances.find(this.services.taskHub(), instanceId)
			.map((summary) -> StatusReader.read(summary, this.services.environment().converter()));
	}

	@Override
	public Optional<OrchestrationExplanation> explain(String instanceId) {
		return this.explainer.explain(instanceId);
	}

	@Override
	public void raiseEvent(String instanceId, String eventName, @Nullable Object payload) {
		Names.requireInPath("event", eventName);
		String json = json("The payload of event '" + eventName + "'", payload);
		ObservedScope sending = this.services.tracing().sendingEvent(eventName, instanceId);
		try {
			TraceContext trace = this.services.environment().traceContext().current();
			send(instanceId, new EventRaised(eventName, json, trace),
					new Message(MessageKind.EVENT, eventName, 0, 0, 0, json, trace));
		}
		catch (RuntimeException ex) {
			sending.failed(ex);
			throw ex;
		}
		finally {
			sending.close();
		}
	}

	@Override
	public void terminate(String instanceId, @Nullable String reason, boolean recursive) {
		String text = Reasons.clean(reason);
		MessageKind kind = recursive ? MessageKind.TERMINATE_TREE : MessageKind.TERMINATE;
		send(instanceId, new ExecutionTerminated(text, recursive), new Message(kind, "", 0, 0, text));
	}

	@Override
	public void suspend(String instanceId, @Nullable String reason) {
		String text = Reasons.clean(reason);
		send(instanceId, new ExecutionSuspended(text), new Message(MessageKind.SUSPEND, "", 0, 0, text));
	}

	@Override
	public void resume(String instanceId, @Nullable String reason) {
		String text = Reasons.clean(reason);
		send(instanceId, new ExecutionResumed(text), new Message(MessageKind.RESUME, "", 0, 0, text));
	}

	private void send(String instanceId, Incident incident, Message message) {
		int limit = (message.kind() == MessageKind.EVENT) ? this.services.settings().maxBufferedEvents()
				: Integer.MAX_VALUE;
		Runnable throughStore = () -> sendThroughStore(instanceId, message, limit);
		if (this.instances.isInCallerTransaction()) {
			throughStore.run();
		}
		else {
			this.direct.deliver(instanceId, incident, limit, throughStore);
		}
	}

	private void sendThroughStore(String instanceId, Message message, int limit) {
		try {
			this.instances.send(this.services.taskHub(), instanceId, message, limit, this.engine.claimant(),
					this.engine::sent);
		}
		catch (StoreException ex) {
			if (ex.kind() == StoreException.Kind.UNKNOWN) {
				this.engine.maybeSent();
			}
			throw ex;
		}
	}

	@Override
	public String restart(String instanceId, boolean newInstanceId) {
		String started = this.restart.restart(instanceId, newInstanceId);
		if (this.instances.isInCallerTransaction()) {
			this.transactionStarts.add(started);
		}
		return started;
	}

	@Override
	public void rewind(String instanceId, @Nullable String reason) {
		this.rewind.rewind(instanceId, Reasons.clean(reason));
	}

	@Override
	public void purge(String instanceId) {
		this.instances.purge(this.services.taskHub(), instanceId);
	}

	@Override
	public OrchestrationPage list(OrchestrationQuery query) {
		return this.queries.list(query);
	}

	@Override
	public OrchestrationCounts counts() {
		return this.queries.counts();
	}

	@Override
	public long purge(OrchestrationFilter filter) {
		return this.queries.purge(filter);
	}

	@Override
	public OrchestrationStatus waitForCompletion(String instanceId, Duration timeout) {
		requireStarted(instanceId);
		try {
			return this.completions.await(instanceId, timeout);
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

	@Override
	public CompletionStage<OrchestrationStatus> whenComplete(String instanceId, Duration timeout) {
		requireStarted(instanceId);
		return this.completions.watch(instanceId, timeout);
	}

	private void requireStarted(String instanceId) {
		if (this.transactionStarts.contains(instanceId)) {
			throw new IllegalStateException("Instance '" + instanceId + "' was started in this transaction and runs "
					+ "only after it commits; wait for it after the transaction");
		}
	}

	private @Nullable String json(String what, @Nullable Object value) {
		String json = HistoryCodec.storable(this.services.environment().converter().toJson(value));
		int limit = this.services.settings().maxPayloadSize();
		if (json != null && json.length() > limit) {
			throw new LimitExceededException(what, json.length() + " characters", limit + " characters",
					"durable.limits.max-payload-size");
		}
		return json;
	}

}
