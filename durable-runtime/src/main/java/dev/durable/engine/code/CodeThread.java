package dev.durable.engine.code;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * The thread on which one orchestrator's code runs. It runs only between
 * {@link #resume()} and the next {@link #block()}; whoever resumes it must not touch the
 * execution until it has blocked or ended.
 */
final class CodeThread {

	private static final Runnable NOT_LENT = () -> {
	};

	private final CodeThreads threads;

	private final String name;

	private final Runnable body;

	private final TurnDriver driver;

	/**
	 * How often it was woken since it last came to rest.
	 */
	private final AtomicInteger wakes = new AtomicInteger();

	private final AtomicReference<@Nullable Runnable> lentTo = new AtomicReference<>();

	private volatile @Nullable Thread thread;

	private volatile boolean running;

	private volatile boolean unwinding;

	CodeThread(CodeThreads threads, String name, Runnable body, TurnDriver driver) {
		this.threads = threads;
		this.name = name;
		this.body = body;
		this.driver = driver;
	}

	/**
	 * Let the code run until it blocks again. Its own thread may do that, too, while it
	 * is about to block.
	 */
	void resume() {
		this.running = true;
		if (!isCurrent()) {
			wake();
		}
	}

	private void wake() {
		this.wakes.incrementAndGet();
		Thread current = this.thread;
		if (current == null) {
			this.threads.start(this.name, this::run);
		}
		else {
			LockSupport.unpark(current);
		}
		this.threads.resumed(this);
	}

	/**
	 * Called by the code when it cannot go on: waits until it is resumed.
	 */
	void block() {
		if (this.unwinding) {
			throw new OrchestratorUnwound();
		}
		this.running = false;
		if (this.driver.blocked()) {
			this.running = true;
			return;
		}
		while (!this.running && !this.unwinding) {
			if (!work(null)) {
				rest();
				LockSupport.park(this);
			}
			// a thread that somebody has interrupted would not park any more
			Thread.interrupted();
		}
		if (this.unwinding) {
			work(NOT_LENT);
			throw new OrchestratorUnwound();
		}
	}

	/**
	 * Tell those who have woken this thread that it has done what they wanted.
	 */
	private void rest() {
		for (int wakes = this.wakes.getAndSet(0); wakes > 0; wakes--) {
			this.threads.blocked(this);
		}
	}

	private boolean work(@Nullable Runnable next) {
		Runnable work = this.lentTo.getAndSet(next);
		if (work != null) {
			work.run();
		}
		return work != null;
	}

	/**
	 * Have something done on this thread while the code waits on it. The code does not go
	 * on before that has ended.
	 * @param work what to do, which must not throw anything. It is done in any case if
	 * this returns {@code true}
	 * @return whether the thread does it
	 */
	boolean lend(Runnable work) {
		if (!this.threads.canLend() || !this.lentTo.compareAndSet(null, work)) {
			return false;
		}
		if (!isCurrent()) {
			wake();
		}
		return true;
	}

	/**
	 * End the code at the point where it blocks. If it runs, it ends when it next uses
	 * its context.
	 */
	void unwind() {
		this.unwinding = true;
		Thread current = this.thread;
		if (current != null) {
			LockSupport.unpark(current);
		}
	}

	boolean isUnwinding() {
		return this.unwinding;
	}

	boolean isCurrent() {
		return Thread.currentThread() == this.thread;
	}

	/**
	 * Return the thread, or {@code null} before it has begun.
	 */
	@Nullable Thread thread() {
		return this.thread;
	}

	private void run() {
		this.thread = Thread.currentThread();
		try {
			this.body.run();
		}
		finally {
			this.running = false;
			if (!this.unwinding) {
				this.driver.ended();
			}
			rest();
		}
	}

}
