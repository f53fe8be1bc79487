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

/**
 * Runs the code of an activity.
 */
final class ActivityRunner {

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
		ObservedRun scope = this.services.tracing().running(call.observed());
		try {
			InstanceLog.begins(call);
			String result = result(call.within(scope.traceContext()));
			completed = true;
			InstanceLog.completed(call);
			return new TaskCompleted(activity.taskId(), activity.attempt(), result);
		}
		catch (Throwable ex) {
			scope.failed(ex);
			InstanceLog.failed(call, ex);
			return new TaskFailed(activity.taskId(), activity.attempt(), Failures.of(ex));
		}
		finally {
			scope.close();
			this.services.listener()
				.activityRan(activity.name(), completed, Duration.ofNanos(this.services.threads().nanoTime() - began));
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
