package dev.durable.store;

/**
 * Which task of which parent a child answers.
 *
 * @param instance the surrogate id of the parent
 * @param generation the parent's generation that created the child
 * @param taskId the number of the task in that generation
 */
public record ParentLink(long instance, int generation, int taskId) {

}
