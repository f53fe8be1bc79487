package dev.durable.engine;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Threads that are there before they are needed, because to make one takes several times
 * as long as to wake one. None is used twice: what code leaves in a {@code ThreadLocal}
 * is nobody else's. Who has used one makes the next one when nobody waits for him any
 * more.
 */
final class SpareThreads {

	private static final int MAX_SPARES = 2;

	private final ThreadFactory factory;

	private final Deque<Spare> spares = new ConcurrentLinkedDeque<>();

	private final AtomicInteger size = new AtomicInteger();

	private volatile boolean closed;

	SpareThreads(ThreadFactory factory) {
		this.factory = factory;
	}

	/**
	 * Run something on a thread that has run nothing before.
	 * @param name the name of the thread from now on
	 */
	void run(String name, Runnable body) {
		Spare spare = this.spares.poll();
		if (spare != null) {
			this.size.decrementAndGet();
			spare.begin(name, body);
		}
		else {
			Thread thread = this.factory.newThread(() -> runAndPrepare(body));
			thread.setName(name);
			thread.start();
		}
	}

	private void runAndPrepare(Runnable body) {
		try {
			body.run();
		}
		finally {
			prepare();
		}
	}

	private void prepare() {
		if (this.closed || this.size.incrementAndGet() > MAX_SPARES) {
			this.size.decrementAndGet();
			return;
		}
		boolean started = false;
		try {
			Spare spare = new Spare();
			spare.thread.start();
			this.spares.add(spare);
			started = true;
		}
		finally {
			if (!started) {
				// no room for another thread
				this.size.decrementAndGet();
			}
		}
		if (this.closed) {
			close();
		}
	}

	/**
	 * End the threads that run nothing yet, and make no more of them.
	 */
	void close() {
		this.closed = true;
		for (Spare spare = this.spares.poll(); spare != null; spare = this.spares.poll()) {
			spare.begin("durable", () -> {
			});
		}
	}

	/**
	 * A thread that waits for something to run.
	 */
	private final class Spare {

		private final Thread thread = SpareThreads.this.factory.newThread(this::run);

		private volatile @Nullable Runnable body;

		void begin(String name, Runnable body) {
			this.thread.setName(name);
			this.body = body;
			LockSupport.unpark(this.thread);
		}

		private void run() {
			Runnable given = this.body;
			while (given == null) {
				LockSupport.park(this);
				given = this.body;
			}
			runAndPrepare(given);
		}

	}

}
