package dev.durable.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import dev.durable.FailureDetails;
import dev.durable.InstanceAlreadyExistsException;
import dev.durable.InstanceFinishedException;
import dev.durable.InstanceNotFailedException;
import dev.durable.InstanceNotFinishedException;
import dev.durable.InstanceNotFoundException;
import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationCounts;
import dev.durable.OrchestrationExplanation;
import dev.durable.OrchestrationFilter;
import dev.durable.OrchestrationPage;
import dev.durable.OrchestrationQuery;
import dev.durable.OrchestrationStatus;
import dev.durable.OrchestratorNotRegisteredException;
import dev.durable.RawJson;
import dev.durable.Reason;
import dev.durable.RuntimeStatus;
import dev.durable.StartOptions;
import dev.durable.engine.InstanceHistory;
import dev.durable.history.RecordedEvent;

/**
 * Orchestrations that do nothing but what a test tells them.
 */
final class TestOrchestrations implements OrchestrationClient, InstanceHistory {

	static final List<String> NAMES = List.of("Greet", "Greet@(2)", "Order processing");

	private final Map<String, TestStatus> instances = new ConcurrentHashMap<>();

	private final Map<String, CompletableFuture<OrchestrationStatus>> waiting = new ConcurrentHashMap<>();

	final List<StartOptions> starts = new CopyOnWriteArrayList<>();

	final List<String> calls = new CopyOnWriteArrayList<>();

	final Map<String, List<RecordedEvent>> histories = new ConcurrentHashMap<>();

	final List<OrchestrationQuery> queries = new CopyOnWriteArrayList<>();

	final List<OrchestrationFilter> purges = new CopyOnWriteArrayList<>();

	volatile List<Reason> reasons = List.of();

	volatile String nextToken;

	volatile RuntimeException failure;

	volatile RuntimeException waitFailure;

	void reset() {
		this.instances.clear();
		this.waiting.clear();
		this.starts.clear();
		this.calls.clear();
		this.histories.clear();
		this.queries.clear();
		this.purges.clear();
		this.reasons = List.of();
		this.nextToken = null;
		this.failure = null;
		this.waitFailure = null;
	}

	void running(String instanceId) {
		this.instances.put(instanceId, TestStatus.running("Greet", instanceId, new RawJson("\"Ada\""), Map.of()));
	}

	void change(String instanceId, UnaryOperator<TestStatus> change) {
		this.instances.computeIfPresent(instanceId, (id, status) -> change.apply(status));
	}

	void end(String instanceId, RuntimeStatus status, String output, FailureDetails details) {
		change(instanceId, (before) -> before.with(status, output, details));
		CompletableFuture<OrchestrationStatus> waiter = this.waiting.remove(instanceId);
		if (waiter != null) {
			waiter.complete(this.instances.get(instanceId));
		}
	}

	void completed(String instanceId, String output) {
		running(instanceId);
		end(instanceId, RuntimeStatus.COMPLETED, output, null);
	}

	void failWait(String instanceId, RuntimeException failure) {
		this.waiting.remove(instanceId).completeExceptionally(failure);
	}

	boolean isAwaited(String instanceId) {
		return this.waiting.containsKey(instanceId);
	}

	int size() {
		return this.instances.size();
	}

	@Override
	public String start(String orchestratorName, Object input, StartOptions options) {
		failIfAsked();
		if (!NAMES.contains(orchestratorName)) {
			throw new OrchestratorNotRegisteredException(orchestratorName, NAMES);
		}
		String id = (options.instanceId() != null) ? options.instanceId() : UUID.randomUUID().toString();
		if (id.startsWith("@")) {
			throw new IllegalArgumentException("An instance id must not start with '@'");
		}
		this.starts.add(options);
		TestStatus status = TestStatus.running(orchestratorName, id, (RawJson) input, options.tags());
		if (this.instances.putIfAbsent(id, status) != null) {
			throw new InstanceAlreadyExistsException(id);
		}
		return id;
	}

	@Override
	public Optional<OrchestrationStatus> status(String instanceId) {
		failIfAsked();
		return Optional.ofNullable(this.instances.get(instanceId));
	}

	@Override
	public Optional<OrchestrationExplanation> explain(String instanceId) {
		failIfAsked();
		return Optional.ofNullable(this.instances.get(instanceId))
			.map((status) -> new OrchestrationExplanation(instanceId, status.name(), status.version(),
					status.runtimeStatus(), 0, "Because.", null, this.reasons, 0, false, Map.of("Other", 2), null,
					OrchestrationExplanation.Basis.HISTORY, "there is no code", TestStatus.TIME, TestStatus.TIME));
	}

	@Override
	public void raiseEvent(String instanceId, String eventName, Object payload) {
		requireRunning(instanceId);
		this.calls.add("event " + instanceId + " " + eventName + " " + payload);
	}

	@Override
	public void terminate(String instanceId, String reason, boolean recursive) {
		requireRunning(instanceId);
		this.calls.add("terminate " + instanceId + " " + reason + (recursive ? " with children" : ""));
	}

	@Override
	public void rewind(String instanceId, String reason) {
		OrchestrationStatus status = require(instanceId);
		if (status.runtimeStatus() != RuntimeStatus.FAILED) {
			throw new InstanceNotFailedException(instanceId, status.runtimeStatus());
		}
		this.calls.add("rewind " + instanceId + " " + reason);
	}

	@Override
	public String restart(String instanceId, boolean newInstanceId) {
		OrchestrationStatus status = require(instanceId);
		if (!newInstanceId && !status.runtimeStatus().isFinished()) {
			throw new InstanceAlreadyExistsException(instanceId);
		}
		String id = newInstanceId ? "again-" + instanceId : instanceId;
		running(id);
		return id;
	}

	@Override
	public void suspend(String instanceId, String reason) {
		requireRunning(instanceId);
		this.calls.add("suspend " + instanceId + " " + reason);
	}

	@Override
	public void resume(String instanceId, String reason) {
		requireRunning(instanceId);
		this.calls.add("resume " + instanceId + " " + reason);
	}

	@Override
	public void purge(String instanceId) {
		OrchestrationStatus status = require(instanceId);
		if (!status.runtimeStatus().isFinished()) {
			throw new InstanceNotFinishedException(instanceId, status.runtimeStatus());
		}
		this.instances.remove(instanceId);
	}

	@Override
	public OrchestrationPage list(OrchestrationQuery query) {
		failIfAsked();
		this.queries.add(query);
		return new OrchestrationPage(List.copyOf(this.instances.values()), this.nextToken);
	}

	@Override
	public OrchestrationCounts counts() {
		failIfAsked();
		Map<String, Map<RuntimeStatus, Long>> counts = new HashMap<>();
		this.instances.values()
			.forEach((status) -> counts.computeIfAbsent(status.name(), (name) -> new EnumMap<>(RuntimeStatus.class))
				.merge(status.runtimeStatus(), 1L, Long::sum));
		return new OrchestrationCounts(counts);
	}

	@Override
	public long purge(OrchestrationFilter filter) {
		failIfAsked();
		this.purges.add(filter);
		return this.purges.size();
	}

	@Override
	public OrchestrationStatus waitForCompletion(String instanceId, Duration timeout) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletionStage<OrchestrationStatus> whenComplete(String instanceId, Duration timeout) {
		if (this.waitFailure != null) {
			return CompletableFuture.failedFuture(this.waitFailure);
		}
		OrchestrationStatus status = this.instances.get(instanceId);
		if (status == null) {
			return CompletableFuture.failedFuture(new InstanceNotFoundException(instanceId));
		}
		if (status.runtimeStatus().isFinished()) {
			return CompletableFuture.completedFuture(status);
		}
		CompletableFuture<OrchestrationStatus> result = new CompletableFuture<>();
		this.waiting.put(instanceId, result);
		return result.completeOnTimeout(status, timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public List<RecordedEvent> of(String instanceId) {
		failIfAsked();
		return new ArrayList<>(this.histories.getOrDefault(instanceId, List.of()));
	}

	private OrchestrationStatus require(String instanceId) {
		failIfAsked();
		return status(instanceId).orElseThrow(() -> new InstanceNotFoundException(instanceId));
	}

	private void requireRunning(String instanceId) {
		OrchestrationStatus status = require(instanceId);
		if (status.runtimeStatus().isFinished()) {
			throw new InstanceFinishedException(instanceId, status.runtimeStatus());
		}
	}

	private void failIfAsked() {
		if (this.failure != null) {
			throw this.failure;
		}
	}

}
