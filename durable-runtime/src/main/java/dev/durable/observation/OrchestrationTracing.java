package dev.durable.observation;

import java.time.Instant;

import dev.durable.TraceContext;

/**
 * Makes orchestrations visible in traces. Thread-safe. Nothing in here should fail: what
 * goes wrong with a trace is no concern of the orchestration, and the engine goes on as
 * if there were no tracer.
 */
public interface OrchestrationTracing {

	/**
	 * Return the context that the code of an orchestrator runs in.
	 * @param instance the instance
	 * @return its own span, or whatever is nearest to it
	 */
	TraceContext ofOrchestration(ObservedInstance instance);

	/**
	 * Return the context that a task of an orchestration runs in.
	 * @param instance the instance
	 * @param taskId the number of the task
	 * @return the task's span as its caller sees it, or whatever is nearest to it
	 */
	TraceContext ofTask(ObservedInstance instance, int taskId);

	/**
	 * An instance is about to be created by the current thread.
	 * @param name the orchestrator
	 * @param version its version, empty if it has none
	 * @param instanceId the id it is to have
	 * @return to be closed when it has been created or not; until then the current trace
	 * context is the one to store
	 */
	ObservedScope creating(String name, String version, String instanceId);

	/**
	 * An event is about to be sent by the current thread.
	 * @param eventName the event
	 * @param instanceId the receiver
	 * @return to be closed when it has been sent or not
	 */
	ObservedScope sendingEvent(String eventName, String instanceId);

	/**
	 * An attempt of an activity is about to run on the current thread, which may be the
	 * orchestrator's: whose trace context is hidden from it.
	 * @param activity the attempt
	 * @return to be closed when it has ended
	 */
	ObservedRun running(ObservedActivity activity);

	/**
	 * A task has ended or was abandoned, and that is durable.
	 * @param instance the instance
	 * @param task the task
	 * @param end the time of the turn that says so
	 */
	void ended(ObservedInstance instance, ObservedTask task, Instant end);

	/**
	 * An orchestration has finished, and that is durable.
	 * @param instance the instance
	 * @param completion how
	 */
	void finished(ObservedInstance instance, ObservedCompletion completion);

}
