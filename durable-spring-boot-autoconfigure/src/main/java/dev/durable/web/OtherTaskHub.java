package dev.durable.web;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationCounts;
import dev.durable.OrchestrationExplanation;
import dev.durable.OrchestrationFilter;
import dev.durable.OrchestrationPage;
import dev.durable.OrchestrationQuery;
import dev.durable.OrchestrationStatus;
import dev.durable.RawJson;
import dev.durable.StartOptions;
import dev.durable.engine.InstanceHistory;
import dev.durable.engine.code.Names;
import dev.durable.engine.code.Reasons;
import dev.durable.history.HistoryCodec;
import dev.durable.history.RecordedEvent;
import dev.durable.observation.TraceContextBridge;
import dev.durable.store.DurableStore;
import dev.durable.store.InstanceStore;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import org.jspecify.annotations.Nullable;

/**
 * The instances of a task hub that another application runs. What needs that
 * application's code, or its engine, cannot be done from here; its nodes find messages as
 * they find all that others leave for them.
 */
final class OtherTaskHub implements OrchestrationClient, InstanceHistory {

	private final String name;

	private final OrchestrationClient client;

	private final InstanceStore instances;

	private final TraceContextBridge traceContext;

	private final int maxBufferedEvents;

	OtherTaskHub(String name, OrchestrationClient client, DurableStore store, TraceContextBridge traceContext,
			int maxBufferedEvents) {
		this.name = name;
		this.client = client;
		this.instances = store.instances();
		this.traceContext = traceContext;
		this.maxBufferedEvents = maxBufferedEvents;
	}

	@Override
	public String start(String orchestratorName, @Nullable Object input, StartOptions options) {
		throw new IllegalArgumentException(
				"An application starts orchestrations in its own task hub only, not in '" + this.name + "'");
	}

	@Override
	public Optional<OrchestrationStatus> status(String instanceId) {
		try {
			Names.requireInstanceId(instanceId);
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
		OrchestrationQuery query = OrchestrationQuery
			.of(OrchestrationFilter.ALL.withTaskHub(this.name).withInstanceIdPrefix(instanceId))
			.withPageSize(1);
		// In the order of ids, what is no longer than the prefix comes first
		OrchestrationPage page = this.client.list(query);
		while (page.statuses().isEmpty() && page.continuationToken() != null) {
			page = this.client.list(query.withContinuationToken(page.continuationToken()));
		}
		return page.statuses().stream().filter((status) -> status.instanceId().equals(instanceId)).findFirst();
	}

	@Override
	public Optional<OrchestrationExplanation> explain(String instanceId) {
		throw elsewhere();
	}

	@Override
	public void raiseEvent(String instanceId, String eventName, @Nullable Object payload) {
		Names.requireInPath("event", eventName);
		String json = (payload instanceof RawJson raw) ? raw.text() : null;
		send(instanceId, new Message(MessageKind.EVENT, eventName, 0, 0, 0, json, this.traceContext.current()),
				this.maxBufferedEvents);
	}

	@Override
	public void terminate(String instanceId, @Nullable String reason, boolean recursive) {
		send(instanceId, recursive ? MessageKind.TERMINATE_TREE : MessageKind.TERMINATE, reason);
	}

	@Override
	public void suspend(String instanceId, @Nullable String reason) {
		send(instanceId, MessageKind.SUSPEND, reason);
	}

	@Override
	public void resume(String instanceId, @Nullable String reason) {
		send(instanceId, MessageKind.RESUME, reason);
	}

	private void send(String instanceId, MessageKind kind, @Nullable String reason) {
		send(instanceId, new Message(kind, "", 0, 0, Reasons.clean(reason)), Integer.MAX_VALUE);
	}

	private void send(String instanceId, Message message, int inboxLimit) {
		this.instances.send(this.name, instanceId, message, inboxLimit, null, (receiver) -> {
		});
	}

	@Override
	public void rewind(String instanceId, @Nullable String reason) {
		throw elsewhere();
	}

	@Override
	public String restart(String instanceId, boolean newInstanceId) {
		throw elsewhere();
	}

	private ProblemException elsewhere() {
		return Problem
			.badRequest("other-task-hub", "Other task hub",
					"Task hub '" + this.name
							+ "' is that of another application, which alone can do this with its instances.")
			.exception();
	}

	@Override
	public void purge(String instanceId) {
		this.instances.purge(this.name, instanceId);
	}

	@Override
	public OrchestrationPage list(OrchestrationQuery query) {
		return this.client.list(query.withFilter(query.filter().withTaskHub(this.name)));
	}

	@Override
	public OrchestrationCounts counts() {
		throw elsewhere();
	}

	@Override
	public long purge(OrchestrationFilter filter) {
		return this.client.purge(filter.withTaskHub(this.name));
	}

	@Override
	public OrchestrationStatus waitForCompletion(String instanceId, Duration timeout) {
		throw elsewhere();
	}

	@Override
	public CompletionStage<OrchestrationStatus> whenComplete(String instanceId, Duration timeout) {
		throw elsewhere();
	}

	@Override
	public List<RecordedEvent> of(String instanceId) {
		return this.instances.history(this.name, instanceId)
			.stream()
			.flatMap((turn) -> HistoryCodec.decode(turn.events())
				.stream()
				.map((event) -> new RecordedEvent(turn.turn(), turn.recordedAt(), event)))
			.toList();
	}

}
