package dev.durable.engine;

import org.jspecify.annotations.Nullable;

/**
 * Whether the result of an activity is still wanted. The thread that runs it is
 * interrupted only while it runs the activity's own code.
 */
final class Cancellation {

	private volatile boolean cancelled;

	private @Nullable Thread thread;

	boolean isCancelled() {
		return this.cancelled;
	}

	synchronized void begin() {
		this.thread = Thread.currentThread();
	}

	synchronized void end() {
		this.thread = null;
		// whoever has interrupted the thread, the code itself included: it will do other
		// things, which nobody has cancelled
		Thread.interrupted();
	}

	synchronized void cancel(boolean interrupt) {
		this.cancelled = true;
		if (interrupt) {
			interrupt();
		}
	}

	/**
	 * Interrupt the thread although the result is still wanted: the process ends.
	 */
	synchronized void interrupt() {
		if (this.thread != null) {
			this.thread.interrupt();
		}
	}

}
