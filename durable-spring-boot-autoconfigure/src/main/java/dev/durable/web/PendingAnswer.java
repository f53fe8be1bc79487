package dev.durable.web;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import dev.durable.OrchestrationStatus;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncManager;
import org.springframework.web.context.request.async.WebAsyncUtils;

/**
 * Lets a request wait without a thread. When the wait is over, the container dispatches
 * the request again, on a thread of its own.
 */
final class PendingAnswer {

	private static final String ATTRIBUTE = PendingAnswer.class.getName();

	private static final Duration GRACE = Duration.ofSeconds(30);

	private PendingAnswer() {
	}

	/**
	 * Return the answer if it is there already, else begin to wait.
	 */
	static @Nullable Answer await(LaterAnswer later, HttpServletRequest request, HttpServletResponse response)
			throws Throwable {
		CompletableFuture<OrchestrationStatus> completion = later.completion().toCompletableFuture();
		if (completion.isDone() || !request.isAsyncSupported()) {
			return join(later, completion);
		}
		request.setAttribute(ATTRIBUTE, later);
		WebAsyncManager manager = WebAsyncUtils.getAsyncManager(request);
		manager.setAsyncWebRequest(WebAsyncUtils.createAsyncWebRequest(request, response));
		DeferredResult<Object> result = new DeferredResult<>(later.timeout().plus(GRACE).toMillis());
		result.onCompletion(later.over());
		completion.whenComplete((status, ex) -> {
			if (ex != null) {
				result.setErrorResult(ex);
			}
			else {
				result.setResult(status);
			}
		});
		manager.startDeferredResultProcessing(result);
		return null;
	}

	private static Answer join(LaterAnswer later, CompletableFuture<OrchestrationStatus> completion) throws Throwable {
		OrchestrationStatus status;
		try {
			status = completion.join();
		}
		catch (CompletionException ex) {
			return later.failed(cause(ex));
		}
		return later.answer(status);
	}

	/**
	 * Return whether the request has waited and is here again.
	 */
	static boolean isDone(HttpServletRequest request) {
		return request.getAttribute(ATTRIBUTE) != null && WebAsyncUtils.getAsyncManager(request).hasConcurrentResult();
	}

	static Answer resume(HttpServletRequest request) throws Throwable {
		LaterAnswer later = (LaterAnswer) request.getAttribute(ATTRIBUTE);
		request.removeAttribute(ATTRIBUTE);
		WebAsyncManager manager = WebAsyncUtils.getAsyncManager(request);
		Object result = manager.getConcurrentResult();
		manager.clearConcurrentResult();
		if (result instanceof OrchestrationStatus status) {
			return later.answer(status);
		}
		return later.failed((result instanceof Throwable ex) ? cause(ex)
				: new IllegalStateException("The wait ended with " + result));
	}

	static Throwable cause(Throwable ex) {
		return (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
	}

}
