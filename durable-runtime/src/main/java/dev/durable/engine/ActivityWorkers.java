package dev.durable.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.LimitExceededException;
import dev.durable.engine.EngineThreads.Lane;
import dev.durable.engine.code.Failures;
import dev.durable.engine.code.OpenActivity;
import dev.durable.history.Incident;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.observation.ObservedActivity;
import dev.durable.observation.ObservedScope;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs activities on the node that owns the instance, a limited number at a time, and
 * only while the node's heartbeats arrive.
 */
final class ActivityWorkers {

	private static final Logger logger = LoggerFactory.getLogger(ActivityWorkers.class);

	private static final Duration UNHEALTHY_DELAY = Duration.ofMillis(500);

	private final EngineServices services;

	private final AtomicInteger running = new AtomicInteger();

	private volatile boolean stopping;

	ActivityWorkers(EngineServices services) {
		this.services = services;
	}

	void run(LiveInstance instance, OpenActivity activity, int generation) {
		this.services.threads().execute(Lane.ACTIVITIES, () -> runIfWanted(instance, activity, generation));
	}

	/**
	 * Begin nothing any more; what has not begun will run elsewhere.
	 */
	void stop() {
		this.stopping = true;
	}

	int running() {
		return this.running.get();
	}

	private void runIfWanted(LiveInstance instance, OpenActivity activity, int generation) {
		if (this.stopping || instance.isGone() || instance.generation() != generation) {
			return;
		}
		if (!this.services.node().isHealthy()) {
			this.services.threads().after(UNHEALTHY_DELAY, () -> run(instance, activity, generation));
			return;
		}
		this.running.incrementAndGet();
		try {
			instance.post(Delivery.internal(runNow(instance, activity, generation), generation));
		}
		finally {
			this.running.decrementAndGet();
		}
	}

	private Incident runNow(LiveInstance instance, OpenActivity activity, int generation) {
		ObservedScope scope = this.services.tracing()
			.running(new ObservedActivity(TurnTrace.observed(instance.row(), generation), activity.name(),
					activity.taskId(), activity.attempt()));
		try {
			return new TaskCompleted(activity.taskId(), activity.attempt(), call(instance, activity, generation));
		}
		catch (Throwable ex) {
			scope.failed(ex);
			logger.debug("Activity '{}' (#{}) of instance '{}' failed in attempt {}", activity.name(),
					activity.taskId(), instance.instanceId(), activity.attempt(), ex);
			return new TaskFailed(activity.taskId(), activity.attempt(), Failures.of(ex));
		}
		finally {
			scope.close();
		}
	}

	private @Nullable String call(LiveInstance instance, OpenActivity activity, int generation) throws Throwable {
		ActivityDefinition definition = this.services.registrations().findActivity(activity.name());
		if (definition == null) {
			throw new IllegalStateException("There is no activity '" + activity.name()
					+ "' on this node; registered are " + this.services.registrations().activityNames());
		}
		ActivityCall context = new ActivityCall(instance.row(), generation, activity,
				this.services.environment().traceContext().current());
		Object input = this.services.environment().converter().fromJson(activity.input(), definition.inputType());
		Object result = definition.code().run(context, input);
		String json = this.services.environment().converter().toJson(result);
		int limit = this.services.settings().maxPayloadSize();
		if (json != null && json.length() > limit) {
			throw new LimitExceededException("The result of activity '" + activity.name() + "'",
					json.length() + " characters", limit + " characters", "durable.limits.max-payload-size");
		}
		return json;
	}

}
