package dev.durable.observation;

import dev.durable.TraceContext;

/**
 * One attempt of an activity.
 *
 * @param instanceId the id of the instance that called it
 * @param name the activity
 * @param taskId the number of the task
 * @param attempt the attempt, from 1
 * @param call the trace context of the call, of all its attempts
 */
public record ObservedActivity(String instanceId, String name, int taskId, int attempt, TraceContext call) {

}
