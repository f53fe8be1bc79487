package dev.durable.store.jpa;

import java.util.function.LongConsumer;

import dev.durable.store.Message;

/**
 * A message that is sent with the caller's transaction.
 */
record PendingMessage(long receiver, String instanceId, Message message, int limit, LongConsumer afterCommit) {

}
