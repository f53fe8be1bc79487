package dev.durable.store.jpa;

import java.util.function.Consumer;

import dev.durable.store.Message;
import dev.durable.store.Receiver;

/**
 * A message that is sent with the caller's transaction.
 */
record PendingMessage(long receiver, String instanceId, Message message, int limit, Consumer<Receiver> afterCommit) {

}
