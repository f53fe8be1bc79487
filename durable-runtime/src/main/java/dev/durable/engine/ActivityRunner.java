package dev.durable.engine;

import java.time.Duration;

import dev.durable.LimitExceededException;
import dev.durable.engine.code.Failures;
import dev.durable.engine.code.OpenActivity;
import dev.durable.history.Incident;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.observation.ObservedRun;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the code of an activity.
 */
final class ActivityRunner {

	private static final Logger logger = LoggerFactory.getLogger(ActivityRunner.class);

	private final EngineServices services;

	private final RunningActivities running;

	ActivityRunner(EngineServices services, RunningActivities running) {
		this.services = services;
		this.running = running;
	}

	/**
	 * Run one attempt.
	 * @return its outcome, whatever happens
	 */
	Incident run(ActivityCall call) {
		OpenActivity activity = call.activity();
		long began = this.services.threads().nanoTime();
		boolean completed = false;
		ObservedRun scope = null;
		try {
			scope = this.services.tracing().running(call.observed());
			InstanceLog.begins(call);
			String result = result(call.within(scope.traceContext()));
			completed = true;
			return new TaskCompleted(activity.taskId(), activity.attempt(), result);
		}
		catch (Throwable ex) {
			failed(call, scope, ex);
			return new TaskFailed(activity.taskId(), activity.attempt(), Failures.of(ex));
		}
		finally {
			ended(call, scope, completed, Duration.ofNanos(this.services.threads().nanoTime() - began));
		}
	}

	private void failed(ActivityCall call, @Nullable ObservedRun scope, Throwable failure) {
		if (scope != null) {
			tell(call, () -> scope.failed(failure));
		}
		tell(call, () -> InstanceLog.failed(call, failure));
	}

	private void ended(ActivityCall call, @Nullable ObservedRun scope, boolean completed, Duration time) {
		if (completed) {
			tell(call, () -> InstanceLog.completed(call));
		}
		if (scope != null) {
			tell(call, scope::close);
		}
		tell(call, () -> this.services.listener().activityRan(call.activityName(), completed, time));
	}

	/**
	 * Tell those who observe, of whom the outcome does not depend.
	 */
	private static void tell(ActivityCall call, Runnable observer) {
		try {
			observer.run();
		}
		catch (Throwable ex) {
			logger.warn("An observer of activity '{}' (#{}) of instance '{}' has failed: {}", call.activityName(),
					call.taskId(), call.instanceId(), Failures.of(ex), ex);
		}
	}

	private @Nullable String result(ActivityCall call) throws Throwable {
		OpenActivity activity = call.activity();
		ActivityDefinition definition = this.services.registrations().findActivity(activity.name());
		if (definition == null) {
			throw new IllegalStateException("There is no activity '" + activity.name()
					+ "' on this node; registered are " + this.services.registrations().activityNames());
		}
		Object input = this.services.environment().converter().fromJson(activity.input(), definition.inputType());
		Object result = this.running.run(call, definition.code(), input);
		String json = this.services.environment().converter().toJson(result);
		int limit = this.services.settings().maxPayloadSize();
		if (json != null && json.length() > limit) {
			throw new LimitExceededException("The result of activity '" + activity.name() + "'",
					json.length() + " characters", limit + " characters", "durable.limits.max-payload-size");
		}
		return json;
	}

}
