package dev.durable.engine;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Where a transactional activity gets the turn that consumes its result, to commit it
 * itself. From the turn's begin until the activity's transaction has ended nobody else
 * commits anything of the instance.
 */
final class CommitSlot {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private State state = State.WAITING;

	private @Nullable TurnCommit turn;

	/**
	 * The turn begins.
	 * @return whether the activity still waits for it
	 */
	boolean begin() {
		return change(State.WAITING, State.BEGUN);
	}

	/**
	 * The turn has run.
	 */
	void hand(TurnCommit ran) {
		this.lock.lock();
		try {
			if (change(State.BEGUN, State.HANDED)) {
				this.turn = ran;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * There will be no turn.
	 */
	void refuse() {
		this.lock.lock();
		try {
			if (!change(State.WAITING, State.REFUSED)) {
				change(State.BEGUN, State.REFUSED);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean change(State from, State to) {
		this.lock.lock();
		try {
			if (this.state != from) {
				return false;
			}
			this.state = to;
			this.changed.signalAll();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Wait for the turn, and give up when it does not come in time.
	 * @return {@link State#HANDED}, {@link State#REFUSED}, or how far it had come in time
	 */
	State await(Duration patience) throws InterruptedException {
		this.lock.lock();
		try {
			long remaining = patience.toNanos();
			while (remaining > 0 && (this.state == State.WAITING || this.state == State.BEGUN)) {
				remaining = this.changed.awaitNanos(remaining);
			}
			return this.state;
		}
		finally {
			if (this.state == State.WAITING || this.state == State.BEGUN) {
				this.state = State.GIVEN_UP;
			}
			this.lock.unlock();
		}
	}

	@Nullable TurnCommit turn() {
		this.lock.lock();
		try {
			return this.turn;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * How far it has come.
	 */
	enum State {

		/** The result waits for its turn. */
		WAITING,

		/** The turn runs. */
		BEGUN,

		/** The turn has run and is the activity's to commit. */
		HANDED,

		/** The instance does not take the result. */
		REFUSED,

		/** The activity does not wait any more. */
		GIVEN_UP

	}

}
