package dev.durable.engine;

import java.time.Instant;

import dev.durable.TraceContext;
import dev.durable.observation.ObservedActivity;
import dev.durable.observation.ObservedCompletion;
import dev.durable.observation.ObservedInstance;
import dev.durable.observation.ObservedRun;
import dev.durable.observation.ObservedScope;
import dev.durable.observation.ObservedTask;
import dev.durable.observation.OrchestrationTracing;

/**
 * {@link OrchestrationTracing} that does not fail: where the application's own does, it
 * is as if there were no tracer.
 */
final class GuardedTracing implements OrchestrationTracing {

	private final OrchestrationTracing tracing;

	private final OrchestrationTracing otherwise;

	private final ObserverGuard guard;

	/**
	 * Create tracing.
	 * @param otherwise takes its place, and does not fail
	 */
	GuardedTracing(OrchestrationTracing tracing, OrchestrationTracing otherwise, ObserverGuard guard) {
		this.tracing = tracing;
		this.otherwise = otherwise;
		this.guard = guard;
	}

	@Override
	public TraceContext ofOrchestration(ObservedInstance instance) {
		return this.guard.ask(() -> this.tracing.ofOrchestration(instance),
				() -> this.otherwise.ofOrchestration(instance));
	}

	@Override
	public TraceContext ofTask(ObservedInstance instance, int taskId) {
		return this.guard.ask(() -> this.tracing.ofTask(instance, taskId),
				() -> this.otherwise.ofTask(instance, taskId));
	}

	@Override
	public ObservedScope creating(String name, String version, String instanceId) {
		return this.guard.ask(() -> guarded(this.tracing.creating(name, version, instanceId), TraceContext.NONE),
				() -> this.otherwise.creating(name, version, instanceId));
	}

	@Override
	public ObservedScope sendingEvent(String eventName, String instanceId) {
		return this.guard.ask(() -> guarded(this.tracing.sendingEvent(eventName, instanceId), TraceContext.NONE),
				() -> this.otherwise.sendingEvent(eventName, instanceId));
	}

	@Override
	public ObservedRun running(ObservedActivity activity) {
		return this.guard.ask(() -> {
			ObservedRun run = this.tracing.running(activity);
			boolean usable = false;
			try {
				ObservedRun guarded = guarded(run, run.traceContext());
				usable = true;
				return guarded;
			}
			finally {
				if (!usable) {
					// another one takes its place
					run.close();
				}
			}
		}, () -> this.otherwise.running(activity));
	}

	private ObservedRun guarded(ObservedScope scope, TraceContext traceContext) {
		return new Scope(scope, traceContext, this.guard);
	}

	@Override
	public void ended(ObservedInstance instance, ObservedTask task, Instant end) {
		this.guard.tell(() -> this.tracing.ended(instance, task, end));
	}

	@Override
	public void finished(ObservedInstance instance, ObservedCompletion completion) {
		this.guard.tell(() -> this.tracing.finished(instance, completion));
	}

	/**
	 * What was begun.
	 *
	 * @param scope the application's own
	 * @param traceContext the context that is current
	 * @param guard calls it
	 */
	private record Scope(ObservedScope scope, TraceContext traceContext, ObserverGuard guard) implements ObservedRun {

		@Override
		public void failed(Throwable failure) {
			this.guard.tell(() -> this.scope.failed(failure));
		}

		@Override
		public void close() {
			this.guard.tell(this.scope::close);
		}

	}

}
