package dev.durable.web;

import java.util.function.Supplier;

import dev.durable.InstanceAlreadyExistsException;
import dev.durable.InstanceFinishedException;
import dev.durable.InstanceNotFailedException;
import dev.durable.InstanceNotFinishedException;
import dev.durable.InstanceNotFoundException;
import dev.durable.LimitExceededException;
import dev.durable.OrchestratorNotRegisteredException;
import dev.durable.TooManyEventsException;
import dev.durable.serialization.DataConversionException;
import dev.durable.store.StoreException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Knows the problem that an exception means.
 */
final class Problems {

	private static final String RETRY_AFTER = "5";

	private Problems() {
	}

	/**
	 * Return the problem that the caller has, or {@code null} if the trouble is ours.
	 */
	static @Nullable Problem ofCaller(Throwable ex) {
		if (ex instanceof ProblemException problem) {
			return problem.problem();
		}
		if (ex instanceof InstanceNotFoundException notFound) {
			return of(HttpStatus.NOT_FOUND, "instance-not-found", "Instance not found", ex).with("instanceId",
					notFound.instanceId());
		}
		if (ex instanceof InstanceFinishedException finished) {
			return of(HttpStatus.GONE, "instance-finished", "Instance has finished", ex)
				.with("instanceId", finished.instanceId())
				.with("runtimeStatus", finished.runtimeStatus().displayName());
		}
		if (ex instanceof InstanceNotFinishedException unfinished) {
			return of(HttpStatus.PRECONDITION_FAILED, "instance-not-finished", "Instance has not finished", ex)
				.with("instanceId", unfinished.instanceId())
				.with("runtimeStatus", unfinished.runtimeStatus().displayName());
		}
		if (ex instanceof InstanceNotFailedException notFailed) {
			return of(HttpStatus.PRECONDITION_FAILED, "instance-not-failed", "Instance has not failed", ex)
				.with("instanceId", notFailed.instanceId())
				.with("runtimeStatus", notFailed.runtimeStatus().displayName());
		}
		if (ex instanceof InstanceAlreadyExistsException exists) {
			return of(HttpStatus.CONFLICT, "instance-exists", "Instance exists already", ex).with("instanceId",
					exists.instanceId());
		}
		if (ex instanceof OrchestratorNotRegisteredException unknown) {
			return of(HttpStatus.BAD_REQUEST, "unknown-orchestrator", "Unknown orchestrator", ex)
				.with("orchestratorName", unknown.orchestratorName())
				.with("registeredOrchestrators", unknown.registeredOrchestrators());
		}
		if (ex instanceof LimitExceededException limit) {
			return of(HttpStatus.CONTENT_TOO_LARGE, "payload-too-large", "Payload too large", ex).with("property",
					limit.property());
		}
		if (ex instanceof TooManyEventsException events) {
			return of(HttpStatus.TOO_MANY_REQUESTS, "too-many-events", "Too many events", ex)
				.with("instanceId", events.instanceId())
				.withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
		}
		return null;
	}

	/**
	 * Return the problem that we have.
	 */
	static Problem ofServer(Throwable ex) {
		if (ex instanceof StoreException store && store.kind() != StoreException.Kind.DEFINITE) {
			String outcome = (store.kind() == StoreException.Kind.UNKNOWN)
					? "It is not known whether the request took effect; check before trying again."
					: "Nothing has been changed; try again.";
			return Problem
				.of(HttpStatus.SERVICE_UNAVAILABLE, "store-unavailable", "Store unavailable",
						"The database cannot be used at the moment. " + outcome)
				.withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
		}
		return Problem.of(HttpStatus.INTERNAL_SERVER_ERROR, "internal-error", "Internal error",
				"The request failed for a reason that the application has logged.");
	}

	/**
	 * Do something with what the caller has given. If that is not usable it is the
	 * caller's problem, and so is JSON that the application's own converter does not
	 * take.
	 */
	static <T> T withArguments(Supplier<T> operation) {
		try {
			return operation.get();
		}
		catch (IllegalArgumentException | DataConversionException ex) {
			throw of(HttpStatus.BAD_REQUEST, "unusable-argument", "Unusable argument", ex).exception();
		}
	}

	private static Problem of(HttpStatus status, String type, String title, Throwable ex) {
		String message = (ex.getMessage() != null) ? ex.getMessage() : title;
		return Problem.of(status, type, title, message.endsWith(".") ? message : message + ".");
	}

}
