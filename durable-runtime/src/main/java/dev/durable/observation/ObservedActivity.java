package dev.durable.observation;

/**
 * One attempt of an activity.
 *
 * @param instance the instance that called it
 * @param name the activity
 * @param taskId the number of the task
 * @param attempt the attempt, from 1
 */
public record ObservedActivity(ObservedInstance instance, String name, int taskId, int attempt) {

}
