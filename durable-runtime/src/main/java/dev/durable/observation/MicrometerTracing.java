package dev.durable.observation;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

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

	private static final ActivityRunConvention ACTIVITY_RUN_CONVENTION = new DefaultActivityRunConvention();

	private static final ObservedScope NOT_OBSERVED = TraceContextOnly.NOTHING;

	private final ObservationRegistry registry;

	private final TraceContextBridge bridge;

	private final Tracer tracer;

	private final boolean observesUnsampled;

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
	 * @param observesUnsampled whether activities are observed whose trace is not sampled
	 */
	public MicrometerTracing(ObservationRegistry registry, ObservationConventions conventions, Tracer tracer,
			Propagator propagator, SpanIdChoice choice, TraceContextBridge bridge, boolean observesUnsampled) {
		this.observesUnsampled = observesUnsampled;
		this.tracer = tracer;
		this.registry = registry;
		this.conventions = conventions;
		this.bridge = bridge;
		this.emitter = new EndedSpanEmitter(tracer, propagator, choice);
	}

	@Override
	public TraceContext ofOrchestration(ObservedInstance instance) {
		TraceContext trace = instance.trace();
		return isDerived(trace) ? trace.withSpanId(SpanIds.ofOrchestration(instance)) : trace;
	}

	@Override
	public TraceContext ofTask(ObservedInstance instance, int taskId) {
		TraceContext trace = instance.trace();
		return isDerived(trace) ? trace.withSpanId(SpanIds.ofTask(instance, taskId)) : trace;
	}

	/**
	 * Return whether there will be spans with derived ids. A trace that nobody records
	 * needs none.
	 */
	private boolean isDerived(TraceContext trace) {
		return this.emitter.isWanted(trace) && this.emitter.isChoosing();
	}

	@Override
	public ObservedScope creating(String name, String version, String instanceId) {
		return observe(() -> DurableObservation.ORCHESTRATION_CREATION.observation(this.conventions.creation(),
				new DefaultOrchestrationCreationConvention(),
				() -> new OrchestrationCreationContext(name, version, instanceId), this.registry));
	}

	@Override
	public ObservedScope sendingEvent(String eventName, String instanceId) {
		return observe(() -> DurableObservation.EVENT_SENDING.observation(this.conventions.event(),
				new DefaultEventSendingConvention(), () -> new EventSendingContext(eventName, instanceId),
				this.registry));
	}

	@Override
	public ObservedRun running(ObservedActivity activity) {
		ScopeStack scopes = new ScopeStack();
		return scopes.opening(() -> running(activity, scopes));
	}

	private ObservedRun running(ObservedActivity activity, ScopeStack scopes) {
		TraceContext call = activity.call();
		if (!isOwnContext(call)) {
			scopes.add(this.bridge.makeCurrent(TraceContext.NONE, null));
		}
		if (!this.observesUnsampled && !call.isEmpty() && !call.isSampled()) {
			scopes.add(this.bridge.makeCurrent(call, activity.instanceId()));
			return new RunningActivity(scopes, NOT_OBSERVED, call);
		}
		RunningObservation observation = observe(
				() -> DurableObservation.ACTIVITY_RUN.observation(this.conventions.activity(), ACTIVITY_RUN_CONVENTION,
						() -> new ActivityRunContext(activity, this.emitter.headers(call)), this.registry));
		scopes.add(observation::close);
		TraceContext attempt = attempt(call, observation.span());
		scopes.add(this.bridge.makeCurrent(attempt, activity.instanceId()));
		return new RunningActivity(scopes, observation, attempt);
	}

	/**
	 * Return whether an activity gets its own context whatever is current: the span of a
	 * call that has a trace is the child of that. Only baggage that the orchestrator's
	 * code has added would reach it.
	 */
	private boolean isOwnContext(TraceContext call) {
		return !call.isEmpty() && this.emitter.isPropagating() && this.tracer.getAllBaggage().isEmpty();
	}

	/**
	 * Return the context of an attempt: its span, with flags, state and baggage of the
	 * call as they came.
	 */
	private TraceContext attempt(TraceContext call, @Nullable Span span) {
		if (call.isEmpty()) {
			return this.bridge.current();
		}
		return (span != null && span.context().traceId().equals(call.traceId()))
				? call.withSpanId(span.context().spanId()) : call;
	}

	private RunningObservation observe(Supplier<Observation> observation) {
		return new RunningObservation(this.registry, observation);
	}

	@Override
	public void ended(ObservedInstance instance, ObservedTask task, Instant end) {
		if (!this.emitter.isWanted(instance.trace())) {
			return;
		}
		Map<String, String> tags = EndedSpan.tags(type(task), instance, task.name());
		tags.put(TaskKey.TASK_ID.asString(), String.valueOf(task.taskId()));
		if (task.abandoned()) {
			tags.put(TaskKey.STATUS.asString(), SpanNames.ABANDONED);
		}
		if (task.fireAt() != null) {
			tags.put(TaskKey.FIRE_AT.asString(), task.fireAt().toString());
		}
		Span.Kind kind = (task.kind() != ObservedTask.Kind.TIMER) ? Span.Kind.CLIENT : null;
		this.emitter.emit(new EndedSpan(name(instance, task), kind, ofOrchestration(instance),
				SpanIds.ofTask(instance, task.taskId()), task.begin(), end, tags, EndedSpan.message(task.failure()),
				List.of()));
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
	public void finished(ObservedInstance instance, ObservedCompletion completion) {
		TraceContext trace = instance.trace();
		if (!this.emitter.isWanted(trace)) {
			return;
		}
		Map<String, String> tags = EndedSpan.tags(SpanNames.ORCHESTRATION, instance, instance.name());
		if (!instance.version().isEmpty()) {
			tags.put(TaskKey.VERSION.asString(), instance.version());
		}
		tags.put(TaskKey.STATUS.asString(), completion.status().displayName());
		String error = (completion.status() != RuntimeStatus.FAILED) ? null : EndedSpan.message(completion.failure());
		this.emitter.emit(new EndedSpan("orchestration:" + SpanNames.versioned(instance.name(), instance.version()),
				Span.Kind.SERVER, trace, SpanIds.ofOrchestration(instance), completion.begin(), completion.end(), tags,
				error, completion.events()));
	}

}
