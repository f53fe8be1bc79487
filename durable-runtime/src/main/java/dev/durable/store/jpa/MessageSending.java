package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import dev.durable.InstanceFinishedException;
import dev.durable.InstanceNotFoundException;
import dev.durable.TooManyEventsException;
import dev.durable.store.Message;
import dev.durable.store.OutgoingMessage;
import dev.durable.store.Receiver;
import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Puts messages of clients into inboxes: lock the receiver, check its status under the
 * lock, insert. What many threads send at a time is written in groups. A group waits for
 * nobody: a message whose receiver is not there, or locked by somebody else, is sent
 * alone after it.
 */
final class MessageSending {

	private final EngineTransactions transactions;

	private final CallerTransaction callerTransaction;

	private final InstanceLocks locks;

	private final Inbox inbox;

	private final GroupSending groupSending;

	private final Consumer<List<PendingMessage>> writer = this::write;

	private final Consumer<List<PendingMessage>> lateWriter = this::writeLate;

	private final MessageGroups groups = new MessageGroups(this::writeGroup);

	MessageSending(EngineTransactions transactions, CallerTransaction callerTransaction, InstanceLocks locks,
			Inbox inbox, GroupSending groupSending) {
		this.transactions = transactions;
		this.callerTransaction = callerTransaction;
		this.locks = locks;
		this.inbox = inbox;
		this.groupSending = groupSending;
	}

	/**
	 * Send in a transaction of its own.
	 */
	void send(Sending sending, Consumer<Receiver> afterCommit) {
		this.groups.send(sending);
		Receiver receiver = sending.receiver();
		afterCommit.accept((receiver != null) ? receiver : sendAlone(sending));
	}

	/**
	 * Send in the caller's transaction.
	 */
	void sendWithCaller(String taskHub, String instanceId, Message message, int limit, Consumer<Receiver> afterCommit) {
		String action = "send a message to instance '" + instanceId + "'";
		long receiver = this.callerTransaction.write(action,
				(sql) -> check(sql, this.locks.peek(sql, taskHub, instanceId), instanceId, limit));
		pending().add(new PendingMessage(receiver, instanceId, message, limit, afterCommit));
	}

	private Receiver sendAlone(Sending sending) {
		return this.transactions.execute("send a message to instance '" + sending.instanceId() + "'", (sql) -> {
			LockedInstance locked = this.locks.lock(sql, sending.taskHub(), sending.instanceId());
			long id = check(sql, locked, sending.instanceId(), sending.limit());
			this.inbox.insert(sql, List.of(new OutgoingMessage(id, sending.message())));
			return new Receiver(id, false);
		});
	}

	private void writeGroup(List<Sending> group) {
		try {
			this.transactions.execute("send messages", (sql) -> writeGroup(sql, group)).forEach(Sending::accepted);
		}
		catch (StoreException ex) {
			if (ex.kind() == Kind.UNKNOWN || ex.kind() == Kind.UNAVAILABLE) {
				group.forEach((sending) -> sending.failed(ex.kind(), ex));
			}
			// Otherwise it may be due to one of them, so each is sent alone
		}
	}

	private Map<Sending, Receiver> writeGroup(Sql sql, List<Sending> group) throws SQLException {
		String taskHub = group.get(0).taskHub();
		return this.groupSending.write(sql,
				group.stream().filter((sending) -> sending.taskHub().equals(taskHub)).toList());
	}

	private PendingMessages pending() {
		for (TransactionSynchronization synchronization : TransactionSynchronizationManager.getSynchronizations()) {
			if (synchronization instanceof PendingMessages pending && pending.isWrittenBy(this.writer)) {
				return pending;
			}
		}
		PendingMessages pending = new PendingMessages(this.writer, this.lateWriter);
		TransactionSynchronizationManager.registerSynchronization(pending);
		return pending;
	}

	/**
	 * Write what was sent in the caller's transaction: the receivers locked in the order
	 * of their ids, the messages in the order in which they were sent.
	 */
	private void write(List<PendingMessage> messages) {
		this.callerTransaction.write("send messages", (sql) -> write(sql, messages));
	}

	private void writeLate(List<PendingMessage> messages) {
		this.transactions.execute("send messages", (sql) -> write(sql, messages));
	}

	private @Nullable Void write(Sql sql, List<PendingMessage> messages) throws SQLException {
		List<Long> receivers = messages.stream().map(PendingMessage::receiver).distinct().toList();
		Map<Long, LockedInstance> locked = this.locks.lock(sql, receivers);
		for (PendingMessage pending : messages) {
			long id = check(sql, locked.get(pending.receiver()), pending.instanceId(), pending.limit());
			this.inbox.insert(sql, List.of(new OutgoingMessage(id, pending.message())));
		}
		return null;
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
