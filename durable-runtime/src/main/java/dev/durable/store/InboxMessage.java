package dev.durable.store;

/**
 * A message in an inbox.
 *
 * @param id its number, ascending in the order in which the messages of one instance were
 * accepted
 * @param instance the surrogate id of the receiver
 * @param message the content
 */
public record InboxMessage(long id, long instance, Message message) {

}
