package dev.durable.store.jpa;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import dev.durable.store.Receiver;

import org.springframework.transaction.support.TransactionSynchronization;

/**
 * The messages of a caller's transaction. They are written just before it commits, so
 * that it holds the receivers' locks for a short while only.
 */
final class PendingMessages implements TransactionSynchronization {

	private static final String BEFORE_COMMIT = "beforeCommit";

	private final Consumer<List<PendingMessage>> writer;

	private final List<PendingMessage> messages = new ArrayList<>();

	private boolean committing;

	PendingMessages(Consumer<List<PendingMessage>> writer) {
		this.writer = writer;
		// A transaction manager that is calling the other synchronizations before its
		// commit does not call those that are registered meanwhile
		this.committing = StackWalker.getInstance()
			.walk((frames) -> frames.anyMatch((frame) -> BEFORE_COMMIT.equals(frame.getMethodName())));
	}

	boolean isWrittenBy(Consumer<List<PendingMessage>> writer) {
		return this.writer == writer;
	}

	void add(PendingMessage message) {
		if (this.committing) {
			this.writer.accept(List.of(message));
		}
		this.messages.add(message);
	}

	@Override
	public void beforeCommit(boolean readOnly) {
		if (!this.committing) {
			this.committing = true;
			this.writer.accept(this.messages);
		}
	}

	@Override
	public void afterCompletion(int status) {
		if (status != STATUS_ROLLED_BACK) {
			this.messages.forEach((message) -> message.afterCommit().accept(new Receiver(message.receiver(), false)));
		}
	}

}
