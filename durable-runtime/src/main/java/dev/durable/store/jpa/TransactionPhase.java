package dev.durable.store.jpa;

import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * How far the transaction of the calling thread is. A transaction manager tells that only
 * to those who are registered already; but while it calls others it is on the stack.
 */
enum TransactionPhase {

	/**
	 * It has not begun to commit, or to roll back.
	 */
	OPEN,

	/**
	 * It has, but what is written now still belongs to it. Who is registered now is not
	 * called before the commit.
	 */
	COMPLETING,

	/**
	 * It has ended. Its connection is still bound, but whatever is written there is
	 * committed by accident or never.
	 */
	ENDED;

	private static final String SPRING = "org.springframework.transaction.";

	private static final String MANAGER = SPRING + "support.AbstractPlatformTransactionManager";

	private static final Set<String> COMPLETING_METHODS = Set.of("beforeCommit", "beforeCompletion", "processCommit",
			"processRollback");

	private static final Set<String> ENDED_METHODS = Set.of("triggerAfterCommit", "triggerAfterCompletion",
			"invokeAfterCompletion");

	private static final Set<String> BEGINNINGS = Set.of(SPRING + "support.TransactionTemplate",
			SPRING + "interceptor.TransactionAspectSupport");

	/**
	 * Return the phase of the current transaction.
	 */
	static TransactionPhase current() {
		if (!TransactionSynchronizationManager.isSynchronizationActive()) {
			// Switched off before the callbacks after completion
			return ENDED;
		}
		return StackWalker.getInstance().walk(TransactionPhase::of);
	}

	/**
	 * Find the innermost frame that tells. In a transaction that was begun while another
	 * one calls back after its end, nobody can see whether it is a new one: it is taken
	 * for one.
	 */
	private static TransactionPhase of(Stream<StackFrame> stack) {
		boolean inside = false;
		for (Iterator<StackFrame> frames = stack.iterator(); frames.hasNext();) {
			StackFrame frame = frames.next();
			String method = frame.getMethodName();
			if (ENDED_METHODS.contains(method) && frame.getClassName().equals(MANAGER)) {
				return inside ? OPEN : ENDED;
			}
			if (COMPLETING_METHODS.contains(method)) {
				return COMPLETING;
			}
			inside |= BEGINNINGS.contains(frame.getClassName());
		}
		return OPEN;
	}

}
