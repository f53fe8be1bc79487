package dev.durable.store;

/**
 * A message that a commit sends to another instance. It is dropped silently when the
 * receiver has finished or is gone.
 *
 * @param target the surrogate id of the receiver
 * @param message the content
 */
public record OutgoingMessage(long target, Message message) {

}
