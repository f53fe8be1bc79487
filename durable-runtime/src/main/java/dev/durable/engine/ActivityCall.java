package dev.durable.engine;

import dev.durable.ActivityContext;
import dev.durable.TraceContext;
import dev.durable.engine.code.OpenActivity;
import dev.durable.store.InstanceRow;

/**
 * One attempt of an activity, as the activity sees it.
 *
 * @param instance the instance that called it
 * @param generation the generation that called it
 * @param activity the attempt
 * @param traceContext the trace context that it runs in
 */
record ActivityCall(InstanceRow instance, int generation, OpenActivity activity,
		TraceContext traceContext) implements ActivityContext {

	@Override
	public String instanceId() {
		return this.instance.instanceId();
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
	public String idempotencyKey() {
		return this.instance.id() + "-" + this.instance.createdAt().toEpochMilli() + "-" + this.generation + "-"
				+ this.activity.taskId();
	}

}
