package dev.durable.engine;

import java.time.Instant;

import dev.durable.ActivityContext;
import dev.durable.TraceContext;
import dev.durable.engine.code.OpenActivity;
import dev.durable.observation.ObservedActivity;
import dev.durable.store.InstanceRow;

/**
 * One attempt of an activity, as the activity sees it.
 *
 * @param instance the surrogate id of the instance that called it
 * @param instanceId the id of the instance
 * @param createdAt since when the instance exists
 * @param traceContext the trace context of the call, or of the attempt once that runs
 * @param generation the generation that called it
 * @param activity the attempt
 * @param cancellation whether its result is still wanted
 */
record ActivityCall(long instance, String instanceId, Instant createdAt, TraceContext traceContext, int generation,
		OpenActivity activity, Cancellation cancellation) implements ActivityContext {

	ActivityCall(long instance, String instanceId, Instant createdAt, TraceContext traceContext, int generation,
			OpenActivity activity) {
		this(instance, instanceId, createdAt, traceContext, generation, activity, new Cancellation());
	}

	static ActivityCall of(InstanceRow instance, int generation, OpenActivity activity, TraceContext call) {
		return new ActivityCall(instance.id(), instance.instanceId(), instance.createdAt(), call, generation, activity);
	}

	/**
	 * Return this in the trace context that it runs in.
	 */
	ActivityCall within(TraceContext current) {
		return new ActivityCall(this.instance, this.instanceId, this.createdAt, current, this.generation, this.activity,
				this.cancellation);
	}

	/**
	 * Return this for those who follow the trace, for whom it has to be in the trace
	 * context of the call.
	 */
	ObservedActivity observed() {
		return new ObservedActivity(this.instanceId, this.activity.name(), taskId(), attempt(), this.traceContext);
	}

	@Override
	public String activityName() {
		return this.activity.name();
	}

	@Override
	public int taskId() {
		return this.activity.taskId();
	}

	@Override
	public int attempt() {
		return this.activity.attempt();
	}

	@Override
	public boolean isCancelled() {
		return this.cancellation.isCancelled();
	}

	@Override
	public String idempotencyKey() {
		return this.instance + "-" + this.createdAt.toEpochMilli() + "-" + this.generation + "-"
				+ this.activity.taskId();
	}

}
