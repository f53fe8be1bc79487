package dev.durable.store.jpa;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import dev.durable.store.Receiver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.support.TransactionSynchronization;

/**
 * The messages of a caller's transaction. They are written just before it commits, so
 * that it holds the receivers' locks for a short while only.
 */
final class PendingMessages implements TransactionSynchronization {

	private static final Logger logger = LoggerFactory.getLogger(PendingMessages.class);

	private final Consumer<List<PendingMessage>> writer;

	private final Consumer<List<PendingMessage>> lateWriter;

	private final List<PendingMessage> messages = new ArrayList<>();

	// How many messages there were at each savepoint
	private final Map<Object, Integer> savepoints = new IdentityHashMap<>();

	private boolean completing;

	/**
	 * Create an object without messages.
	 * @param writer writes in the caller's transaction
	 * @param lateWriter writes what nobody has asked for before the commit, in a
	 * transaction of its own
	 */
	PendingMessages(Consumer<List<PendingMessage>> writer, Consumer<List<PendingMessage>> lateWriter) {
		this.writer = writer;
		this.lateWriter = lateWriter;
		this.completing = TransactionPhase.current() == TransactionPhase.COMPLETING;
	}

	boolean isWrittenBy(Consumer<List<PendingMessage>> writer) {
		return this.writer == writer;
	}

	void add(PendingMessage message) {
		if (this.completing) {
			this.writer.accept(List.of(message));
		}
		this.messages.add(message);
	}

	@Override
	public void savepoint(Object savepoint) {
		this.savepoints.put(savepoint, this.messages.size());
	}

	@Override
	public void savepointRollback(Object savepoint) {
		// One that is not known is from before the first message
		int before = this.savepoints.getOrDefault(savepoint, 0);
		this.messages.subList(before, this.messages.size()).clear();
	}

	@Override
	public void beforeCommit(boolean readOnly) {
		if (!this.completing) {
			this.completing = true;
			this.writer.accept(this.messages);
		}
	}

	/**
	 * Whatever has not been written by now belongs to a transaction that is rolled back,
	 * also if that fails, after which nobody is told that it was.
	 */
	@Override
	public void beforeCompletion() {
		this.completing = true;
	}

	@Override
	public void afterCompletion(int status) {
		if (status == STATUS_ROLLED_BACK) {
			return;
		}
		if (!this.completing && !writeLate()) {
			return;
		}
		this.messages.forEach((message) -> message.afterCommit().accept(new Receiver(message.receiver(), false)));
	}

	private boolean writeLate() {
		try {
			this.lateWriter.accept(this.messages);
			return true;
		}
		catch (RuntimeException ex) {
			logger.error("Messages to {} were sent after their transaction had been committed, and are lost. Send in a "
					+ "transaction of its own there, with @Transactional(propagation = Propagation.REQUIRES_NEW)",
					this.messages.stream().map(PendingMessage::instanceId).distinct().toList(), ex);
			return false;
		}
	}

}
