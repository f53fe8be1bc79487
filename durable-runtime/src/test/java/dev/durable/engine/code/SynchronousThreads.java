package dev.durable.engine.code;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/**
 * {@link CodeThreads} on which whoever resumes code waits until it rests.
 */
final class SynchronousThreads implements CodeThreads {

	private final Semaphore codeAtRest = new Semaphore(0);

	private final List<Thread> started = new CopyOnWriteArrayList<>();

	@Override
	public void start(String name, Runnable body) {
		Thread thread = new Thread(body, name);
		thread.setDaemon(true);
		this.started.add(thread);
		thread.start();
	}

	@Override
	public void resumed(Object code) {
		this.codeAtRest.acquireUninterruptibly();
	}

	@Override
	public void blocked(Object code) {
		this.codeAtRest.release();
	}

	/**
	 * Wait until all code has ended.
	 */
	void join() throws InterruptedException {
		for (Thread thread : this.started) {
			thread.join(5_000);
			if (thread.isAlive()) {
				throw new AssertionError("Thread " + thread.getName() + " still runs");
			}
		}
	}

	int count() {
		return this.started.size();
	}

}
