package dev.durable.engine;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

import dev.durable.engine.code.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one of those who observe. What it throws is no concern of what it observes:
 * people are told when that begins, and rarely after that.
 */
public final class ObserverGuard {

	private static final Logger logger = LoggerFactory.getLogger(ObserverGuard.class);

	private final FailureLog failures;

	ObserverGuard(EngineThreads threads, Object observer) {
		String name = observer.getClass().getName();
		this.failures = failures(threads::nanoTime,
				name + " does not work; orchestrations go on without being observed by it");
	}

	/**
	 * Create a guard.
	 * @param failing tells people that the observer does not work, and what that means
	 */
	public ObserverGuard(String failing) {
		this.failures = failures(System::nanoTime, failing);
	}

	private static FailureLog failures(LongSupplier nanoTime, String failing) {
		// nobody is ever told that it works again: some of its calls may work all the
		// time
		return new FailureLog(logger, nanoTime, failing, "");
	}

	/**
	 * Tell it something.
	 * @param call tells it
	 */
	public void tell(Runnable call) {
		try {
			call.run();
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	/**
	 * Ask it for something.
	 * @param <T> what it is asked for
	 * @param call asks it
	 * @param otherwise gives what is taken if it does not answer
	 * @return its answer, or what is taken instead
	 */
	public <T> T ask(Supplier<T> call, Supplier<T> otherwise) {
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
		this.failures.failed(ex);
	}

}
