package dev.durable.web;

import java.util.List;

import dev.durable.InstanceNotFoundException;
import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationExplanation;
import dev.durable.OrchestrationStatus;
import dev.durable.engine.InstanceHistory;
import dev.durable.history.RecordedEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ProblemDetail;
import org.springframework.util.StringUtils;

/**
 * Does what the management API does, for applications that have endpoints of their own:
 * takes the same texts and returns the same payloads. Operations that take and return
 * nothing but values are those of {@link OrchestrationClient}. It is up to the
 * application who may call.
 */
public final class ManagementService {

	private final OrchestrationClient client;

	private final InstanceHistory history;

	private final JsonReader json;

	private final ManagementObserver observer;

	/**
	 * Create the service.
	 * @param client does what is asked for
	 * @param history knows the history of instances
	 * @param maxJsonDepth deepest nesting of objects and arrays in what callers send
	 * @param observer observes what is done
	 */
	public ManagementService(OrchestrationClient client, InstanceHistory history, int maxJsonDepth,
			ManagementObserver observer) {
		this.client = client;
		this.history = history;
		this.observer = observer;
		this.json = new JsonReader(maxJsonDepth);
	}

	/**
	 * Start an instance.
	 * @param orchestratorName the orchestrator
	 * @param request a JSON object with {@code input}, {@code instanceId},
	 * {@code startAt}, {@code version} and {@code tags}, all of them optional;
	 * {@code null} or blank for none
	 * @return the id of the instance
	 * @throws RuntimeException if that cannot be done; see {@link #problem}
	 */
	public String start(String orchestratorName, @Nullable String request) {
		return this.observer.observe(ManagementOperation.START, orchestratorName, "", (observed) -> {
			String started = StartRequest.read(this.json, text(request)).start(this.client, orchestratorName);
			observed.setStartedInstanceId(started);
			return started;
		});
	}

	/**
	 * Return what tells a caller that an instance is under way.
	 * @param instancesUrl what links begin with: what comes before the ids of instances,
	 * without a slash at the end
	 * @param instanceId the instance
	 * @return id and links
	 */
	public JsonPayload checkStatus(String instancesUrl, String instanceId) {
		// Without a key: these endpoints are the application's, and so is their
		// protection
		return JsonPayload.of(CheckStatus.payload(instanceId, ManagementLinks.all(instancesUrl, instanceId, null)));
	}

	/**
	 * Return the status of an instance.
	 * @param instanceId the instance
	 * @param view what to show
	 * @return the status
	 * @throws InstanceNotFoundException if there is no such instance
	 */
	public JsonPayload status(String instanceId, StatusView view) {
		return this.observer.observe(ManagementOperation.STATUS, instanceId, "", (observed) -> {
			OrchestrationStatus status = this.client.status(instanceId)
				.orElseThrow(() -> new InstanceNotFoundException(instanceId));
			observed.setRuntimeStatus(status.runtimeStatus());
			List<RecordedEvent> events = view.showHistory() ? this.history.of(instanceId) : List.of();
			return JsonPayload.of(JsonBody.write((json) -> StatusPayload.write(json, status, events, view)));
		});
	}

	/**
	 * Return why an instance is where it is.
	 * @param instancesUrl what links to other instances begin with: what comes before the
	 * ids of instances, without a slash at the end
	 * @param instanceId the instance
	 * @return the explanation
	 * @throws InstanceNotFoundException if there is no such instance
	 */
	public JsonPayload why(String instancesUrl, String instanceId) {
		return this.observer.observe(ManagementOperation.WHY, instanceId, "", (observed) -> {
			OrchestrationExplanation explanation = this.client.explain(instanceId)
				.orElseThrow(() -> new InstanceNotFoundException(instanceId));
			return JsonPayload
				.of(WhyPayload.of(explanation, (other) -> ManagementLinks.status(instancesUrl, other, null),
						(other) -> ManagementLinks.why(instancesUrl, other, null)));
		});
	}

	/**
	 * Send an external event to an instance.
	 * @param instanceId the instance
	 * @param eventName the event
	 * @param payload its payload as JSON; {@code null} or blank for none
	 * @throws RuntimeException if that cannot be done; see {@link #problem}
	 */
	public void raiseEvent(String instanceId, String eventName, @Nullable String payload) {
		this.observer.observe(ManagementOperation.RAISE_EVENT, instanceId, eventName, (observed) -> {
			RaiseEventOperation.raise(this.client, this.json, instanceId, eventName, text(payload));
			return instanceId;
		});
	}

	/**
	 * Delete a finished instance.
	 * @param instanceId the instance
	 * @return how many were deleted
	 * @throws RuntimeException if that cannot be done; see {@link #problem}
	 */
	public JsonPayload purge(String instanceId) {
		return this.observer.observe(ManagementOperation.PURGE, instanceId, "", (observed) -> {
			this.client.purge(instanceId);
			observed.setDeleted(1);
			return JsonPayload.of(PurgeOperation.payload(1));
		});
	}

	/**
	 * Return the problem that an exception of this service or of
	 * {@link OrchestrationClient} means to the caller. It tells nothing of exceptions
	 * that are not the caller's fault; these are the application's to log.
	 * @param ex the exception
	 * @return the problem, with its HTTP status
	 */
	public ProblemDetail problem(Throwable ex) {
		Problem ofCaller = Problems.ofCaller(ex);
		return ((ofCaller != null) ? ofCaller : Problems.ofServer(ex)).detailed();
	}

	private static String text(@Nullable String text) {
		return StringUtils.hasText(text) ? text.strip() : "";
	}

}
