package dev.durable.web;

import java.time.Duration;

import dev.durable.OrchestrationClient;
import dev.durable.engine.InstanceHistory;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * Gives controllers of the application the responses of the management API: the instance
 * is under way, and here is where to ask for it.
 *
 * <pre class="code">
 * &#64;PostMapping("/orders")
 * ResponseEntity&lt;?&gt; place(@RequestBody Order order, HttpServletRequest request) {
 *     String instanceId = this.orchestrations.start("ProcessOrder", order);
 *     return this.checkStatusResponses.createCheckStatusResponse(request, instanceId);
 * }
 * </pre>
 *
 * These responses are for operators: where there is a
 * {@code durable.management.system-key}, their links carry it, and whoever has it can do
 * everything with every instance. Answer customers with a status of your own.
 */
public final class CheckStatusResponses {

	private static final Logger logger = LoggerFactory.getLogger(CheckStatusResponses.class);

	private static final Duration GRACE = Duration.ofSeconds(30);

	private final OrchestrationClient client;

	private final CheckStatus checkStatus;

	private final StatusAnswer statusAnswer;

	/**
	 * Create an object that makes responses.
	 * @param client knows the instances
	 * @param history knows the history of instances
	 * @param settings how the management API is set up
	 */
	public CheckStatusResponses(OrchestrationClient client, InstanceHistory history, ManagementSettings settings) {
		ManagementLinks links = new ManagementLinks(settings);
		this.client = client;
		this.checkStatus = new CheckStatus(links);
		this.statusAnswer = new StatusAnswer(history, links, settings.failedStatus());
	}

	/**
	 * Return a response with status 202, the links to the instance as JSON, and the
	 * headers {@code Location} and {@code Retry-After}.
	 * @param request the request that started the instance
	 * @param instanceId the instance
	 * @return the response; its body is the JSON in UTF-8
	 */
	public ResponseEntity<byte[]> createCheckStatusResponse(HttpServletRequest request, String instanceId) {
		return this.checkStatus.answer(request, instanceId).toResponseEntity();
	}

	/**
	 * Return a response with the output of the instance if it completes in time, with its
	 * status if it ends otherwise, and else that of {@link #createCheckStatusResponse},
	 * also if its status cannot be found out. No thread waits. Not to be called in the
	 * transaction that starts the instance.
	 * @param request the request that started the instance
	 * @param instanceId the instance
	 * @param timeout how long to wait at most
	 * @return the response to be
	 */
	public DeferredResult<ResponseEntity<byte[]>> waitForCompletionOrCreateCheckStatusResponse(
			HttpServletRequest request, String instanceId, Duration timeout) {
		Answer unfinished = this.checkStatus.answer(request, instanceId);
		DeferredResult<ResponseEntity<byte[]>> result = new DeferredResult<>(timeout.plus(GRACE).toMillis());
		this.client.whenComplete(instanceId, timeout).whenComplete((status, ex) -> {
			if (ex != null) {
				logger.debug("The status of instance '{}' could not be found out", instanceId, ex);
			}
			Answer answer = (status != null)
					? this.statusAnswer.outputOf(request, StatusView.DEFAULT, status, unfinished) : unfinished;
			result.setResult(answer.toResponseEntity());
		});
		return result;
	}

}
