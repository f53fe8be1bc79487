package dev.durable.observation;

import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

import dev.durable.FailureDetails;
import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.observation.DurableObservation.TaskKey;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.jspecify.annotations.Nullable;

/**
 * {@link OrchestrationTracing} with Micrometer: what happens here and now is an
 * {@link Observation}, what lies between two turns is given to the {@link Tracer} when it
 * has ended.
 */
public final class MicrometerTracing implements OrchestrationTracing {

	private final ObservationRegistry registry;

	private final TraceContextBridge bridge;

	private final EndedSpanEmitter emitter;

	private final ObservationConventions conventions;

	/**
	 * Create tracing.
	 * @param registry gets the observations
	 * @param conventions what they are called
	 * @param tracer gets the spans that have ended
	 * @param propagator reads stored trace contexts
	 * @param choice chooses the ids of spans
	 * @param bridge knows the trace context of the current thread
	 */
	public MicrometerTracing(ObservationRegistry registry, ObservationConventions conventions, Tracer tracer,
			Propagator propagator, SpanIdChoice choice, TraceContextBridge bridge) {
		this.registry = registry;
		this.conventions = conventions;
		this.bridge = bridge;
		this.emitter = new EndedSpanEmitter(tracer, propagator, choice);
	}

	@Override
	public TraceContext ofOrchestration(ObservedInstance instance) {
		TraceContext trace = instance.trace();
		return isDerived(trace) ? trace.withSpanId(SpanIds.ofOrchestration(trace, instance.id())) : trace;
	}

	@Override
	public TraceContext ofTask(ObservedInstance instance, int taskId) {
		TraceContext trace = instance.trace();
		return isDerived(trace) ? trace.withSpanId(SpanIds.ofTask(trace, instance.id(), instance.generation(), taskId))
				: trace;
	}

	private boolean isDerived(TraceContext trace) {
		return !trace.isEmpty() && this.emitter.isChoosing();
	}

	@Override
	public ObservedScope creating(String name, String version, String instanceId) {
		return observe(DurableObservation.ORCHESTRATION_CREATION.observation(this.conventions.creation(),
				new DefaultOrchestrationCreationConvention(),
				() -> new OrchestrationCreationContext(name, version, instanceId), this.registry));
	}

	@Override
	public ObservedScope sendingEvent(String eventName, String instanceId) {
		return observe(DurableObservation.EVENT_SENDING.observation(this.conventions.event(),
				new DefaultEventSendingConvention(), () -> new EventSendingContext(eventName, instanceId),
				this.registry));
	}

	@Override
	public ObservedScope running(ObservedActivity activity) {
		TraceContext call = ofTask(activity.instance(), activity.taskId());
		Supplier<ActivityRunContext> context = () -> new ActivityRunContext(activity, EndedSpanEmitter.headers(call));
		RunningObservation running = new RunningObservation(DurableObservation.ACTIVITY_RUN
			.observation(this.conventions.activity(), new DefaultActivityRunConvention(), context, this.registry));
		TraceContext current = this.emitter.isPropagating() ? this.bridge.current() : call;
		running.within(this.bridge.makeCurrent(current, activity.instance().instanceId()));
		return running;
	}

	private static ObservedScope observe(Observation observation) {
		return new RunningObservation(observation);
	}

	@Override
	public void ended(ObservedInstance instance, ObservedTask task, Instant end) {
		if (instance.trace().isEmpty()) {
			return;
		}
		String spanId = SpanIds.ofTask(instance.trace(), instance.id(), instance.generation(), task.taskId());
		Map<String, String> tags = EndedSpan.tags(type(task), instance, task.name());
		tags.put(TaskKey.TASK_ID.asString(), String.valueOf(task.taskId()));
		if (task.fireAt() != null) {
			tags.put(TaskKey.FIRE_AT.asString(), task.fireAt().toString());
		}
		Span.Kind kind = (task.kind() != ObservedTask.Kind.TIMER) ? Span.Kind.CLIENT : null;
		this.emitter.emit(new EndedSpan(name(instance, task), kind, ofOrchestration(instance), spanId, task.begin(),
				end, tags, EndedSpan.message(task.failure())));
	}

	private static String type(ObservedTask task) {
		return switch (task.kind()) {
			case ACTIVITY -> SpanNames.ACTIVITY;
			case SUB_ORCHESTRATION -> SpanNames.ORCHESTRATION;
			case TIMER -> SpanNames.TIMER;
		};
	}

	private static String name(ObservedInstance instance, ObservedTask task) {
		return switch (task.kind()) {
			case ACTIVITY -> "activity:" + task.name();
			case SUB_ORCHESTRATION -> "orchestration:" + task.name();
			case TIMER -> "orchestration:" + instance.name() + ":timer";
		};
	}

	@Override
	public void finished(ObservedInstance instance, Instant begin, Instant end, RuntimeStatus status,
			@Nullable FailureDetails failure) {
		TraceContext trace = instance.trace();
		if (trace.isEmpty()) {
			return;
		}
		Map<String, String> tags = EndedSpan.tags(SpanNames.ORCHESTRATION, instance, instance.name());
		if (!instance.version().isEmpty()) {
			tags.put(TaskKey.VERSION.asString(), instance.version());
		}
		tags.put(TaskKey.STATUS.asString(), status.displayName());
		String error = (status != RuntimeStatus.FAILED) ? null : EndedSpan.message(failure);
		this.emitter.emit(new EndedSpan("orchestration:" + SpanNames.versioned(instance.name(), instance.version()),
				Span.Kind.SERVER, trace, SpanIds.ofOrchestration(trace, instance.id()), begin, end, tags, error));
	}

}
