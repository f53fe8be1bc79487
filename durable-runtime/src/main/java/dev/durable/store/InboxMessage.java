package dev.durable.store;

import java.time.Instant;

/**
 * A message in an inbox.
 *
 * @param id its number, ascending in the order in which the messages of one instance were
 * accepted
 * @param instance the surrogate id of the receiver
 * @param message the content
 * @param arrivedAt when it was put into the inbox, in database time
 */
public record InboxMessage(long id, long instance, Message message, Instant arrivedAt) {

}
