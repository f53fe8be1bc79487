package dev.durable.engine;

import java.util.function.Supplier;

import dev.durable.engine.code.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one of those who observe the engine. What it throws is no concern of what it
 * observes: people are told when that begins, and rarely after that.
 */
final class ObserverGuard {

	private static final Logger logger = LoggerFactory.getLogger(ObserverGuard.class);

	private final FailureLog failures;

	ObserverGuard(EngineThreads threads, Object observer) {
		String name = observer.getClass().getName();
		this.failures = new FailureLog(logger, threads,
				name + " does not work; orchestrations go on without being observed by it", name + " works");
	}

	/**
	 * Tell it something.
	 */
	void tell(Runnable call) {
		try {
			call.run();
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	/**
	 * Ask it for something.
	 * @param otherwise gives what is taken if it does not answer
	 */
	<T> T ask(Supplier<T> call, Supplier<T> otherwise) {
		try {
			return call.get();
		}
		catch (Throwable ex) {
			failed(ex);
		}
		return otherwise.get();
	}

	private void failed(Throwable ex) {
		Failures.letThroughTroubleOfJvm(ex);
		// never that it works again: some of its calls may work all the time
		this.failures.failed(ex);
	}

}
