package dev.durable.store;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Where an attempt of an activity is that was handed over.
 *
 * @param generation the generation that called the activity
 * @param taskId the number of the task
 * @param attempt the attempt, from 1
 * @param ownerNode the node that has claimed it, or {@code null}
 * @param dueAt when it may run at the earliest
 */
public record HandedOverAttempt(int generation, int taskId, int attempt, @Nullable Long ownerNode, Instant dueAt) {

}
