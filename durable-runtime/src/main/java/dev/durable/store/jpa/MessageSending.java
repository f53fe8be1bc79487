package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

import dev.durable.InstanceFinishedException;
import dev.durable.InstanceNotFoundException;
import dev.durable.TooManyEventsException;
import dev.durable.store.Message;
import dev.durable.store.OutgoingMessage;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Puts messages of clients into inboxes: lock the receiver, check its status under the
 * lock, insert.
 */
final class MessageSending {

	private final EngineTransactions transactions;

	private final CallerTransaction callerTransaction;

	private final InstanceLocks locks;

	private final Inbox inbox;

	private final Consumer<List<PendingMessage>> writer = this::write;

	MessageSending(EngineTransactions transactions, CallerTransaction callerTransaction, InstanceLocks locks,
			Inbox inbox) {
		this.transactions = transactions;
		this.callerTransaction = callerTransaction;
		this.locks = locks;
		this.inbox = inbox;
	}

	void send(String taskHub, String instanceId, Message message, int limit, LongConsumer afterCommit) {
		String action = "send a message to instance '" + instanceId + "'";
		if (!this.callerTransaction.isActive()) {
			long receiver = this.transactions.execute(action, (sql) -> {
				LockedInstance locked = this.locks.lock(sql, taskHub, instanceId);
				long id = check(sql, locked, instanceId, limit);
				this.inbox.insert(sql, List.of(new OutgoingMessage(id, message)));
				return id;
			});
			afterCommit.accept(receiver);
			return;
		}
		long receiver = this.callerTransaction.write(action,
				(sql) -> check(sql, this.locks.peek(sql, taskHub, instanceId), instanceId, limit));
		pending().add(new PendingMessage(receiver, instanceId, message, limit, afterCommit));
	}

	private PendingMessages pending() {
		for (TransactionSynchronization synchronization : TransactionSynchronizationManager.getSynchronizations()) {
			if (synchronization instanceof PendingMessages pending && pending.isWrittenBy(this.writer)) {
				return pending;
			}
		}
		PendingMessages pending = new PendingMessages(this.writer);
		TransactionSynchronizationManager.registerSynchronization(pending);
		return pending;
	}

	/**
	 * Write what was sent in the caller's transaction: the receivers locked in the order
	 * of their ids, the messages in the order in which they were sent.
	 */
	private void write(List<PendingMessage> messages) {
		this.callerTransaction.write("send messages", (sql) -> {
			List<Long> receivers = messages.stream().map(PendingMessage::receiver).distinct().toList();
			Map<Long, LockedInstance> locked = this.locks.lock(sql, receivers);
			for (PendingMessage pending : messages) {
				long id = check(sql, locked.get(pending.receiver()), pending.instanceId(), pending.limit());
				this.inbox.insert(sql, List.of(new OutgoingMessage(id, pending.message())));
			}
			return null;
		});
	}

	private long check(Sql sql, @Nullable LockedInstance receiver, String instanceId, int limit) throws SQLException {
		if (receiver == null) {
			throw new InstanceNotFoundException(instanceId);
		}
		if (receiver.status().isFinished()) {
			throw new InstanceFinishedException(instanceId, receiver.status());
		}
		if (this.inbox.isFull(sql, receiver.id(), limit)) {
			throw new TooManyEventsException(instanceId, limit);
		}
		return receiver.id();
	}

}
