package dev.durable.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationCounts;
import dev.durable.OrchestrationExplanation;
import dev.durable.OrchestrationFilter;
import dev.durable.OrchestrationPage;
import dev.durable.OrchestrationQuery;
import dev.durable.OrchestrationStatus;
import dev.durable.StartOptions;
import dev.durable.engine.code.RunningCode;
import org.jspecify.annotations.Nullable;

/**
 * {@link OrchestrationClient} for the application, whose orchestrators cannot use it in
 * their own code: nothing of it is recorded, so it cannot be replayed.
 */
final class ApplicationClient implements OrchestrationClient {

	private static final String IN_AN_ACTIVITY = "Do it in an activity.";

	private static final String AWAIT = "Await the task of OrchestrationContext.callSubOrchestration(..), or an event "
			+ "that an activity of the other one raises.";

	private final OrchestrationClient client;

	ApplicationClient(OrchestrationClient client) {
		this.client = client;
	}

	private OrchestrationClient outsideCode(String method) {
		return outsideCode(method, IN_AN_ACTIVITY);
	}

	private OrchestrationClient outsideCode(String method, String instead) {
		RunningCode.refuse("OrchestrationClient." + method + "(..)", instead);
		return this.client;
	}

	@Override
	public String start(String orchestratorName, @Nullable Object input, StartOptions options) {
		return outsideCode("start", "Use OrchestrationContext.callSubOrchestration(..), or do it in an activity.")
			.start(orchestratorName, input, options);
	}

	@Override
	public Optional<OrchestrationStatus> status(String instanceId) {
		return outsideCode("status").status(instanceId);
	}

	@Override
	public Optional<OrchestrationExplanation> explain(String instanceId) {
		return outsideCode("explain").explain(instanceId);
	}

	@Override
	public void raiseEvent(String instanceId, String eventName, @Nullable Object payload) {
		outsideCode("raiseEvent").raiseEvent(instanceId, eventName, payload);
	}

	@Override
	public void terminate(String instanceId, @Nullable String reason, boolean recursive) {
		outsideCode("terminate").terminate(instanceId, reason, recursive);
	}

	@Override
	public void suspend(String instanceId, @Nullable String reason) {
		outsideCode("suspend").suspend(instanceId, reason);
	}

	@Override
	public void resume(String instanceId, @Nullable String reason) {
		outsideCode("resume").resume(instanceId, reason);
	}

	@Override
	public void rewind(String instanceId, @Nullable String reason) {
		outsideCode("rewind").rewind(instanceId, reason);
	}

	@Override
	public String restart(String instanceId, boolean newInstanceId) {
		return outsideCode("restart").restart(instanceId, newInstanceId);
	}

	@Override
	public void purge(String instanceId) {
		outsideCode("purge").purge(instanceId);
	}

	@Override
	public OrchestrationPage list(OrchestrationQuery query) {
		return outsideCode("list").list(query);
	}

	@Override
	public OrchestrationCounts counts() {
		return outsideCode("counts").counts();
	}

	@Override
	public long purge(OrchestrationFilter filter) {
		return outsideCode("purge").purge(filter);
	}

	@Override
	public OrchestrationStatus waitForCompletion(String instanceId, Duration timeout) {
		return outsideCode("waitForCompletion", AWAIT).waitForCompletion(instanceId, timeout);
	}

	@Override
	public CompletionStage<OrchestrationStatus> whenComplete(String instanceId, Duration timeout) {
		return outsideCode("whenComplete", AWAIT).whenComplete(instanceId, timeout);
	}

}
