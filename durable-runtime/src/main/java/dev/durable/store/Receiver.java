package dev.durable.store;

/**
 * The instance for which a message has become durable.
 *
 * @param id its surrogate id
 * @param claimed whether the sender's node owns it since this very message, and has to
 * load it. Of several messages that are written together one says so
 */
public record Receiver(long id, boolean claimed) {
}
