package dev.durable.web;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

import dev.durable.engine.ObserverGuard;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Observes the operations of the management API, whichever way they are asked for. None
 * of them fails because of that, whatever the application's handlers and conventions do.
 */
public final class ManagementObserver {

	private static final DefaultManagementObservationConvention DEFAULT = new DefaultManagementObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable ManagementObservationConvention convention;

	private final ObserverGuard guard = new ObserverGuard(
			"An observation of the management API does not work; the API does what it is asked for without it");

	/**
	 * Create an observer.
	 * @param registry gets the observations
	 * @param convention what they are called, or {@code null} for the default
	 */
	public ManagementObserver(ObservationRegistry registry, @Nullable ManagementObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	/**
	 * Observe an operation until there is an answer, whenever that is.
	 */
	@SuppressWarnings("try")
	Reply observe(ManagementObservationContext context, Callable<Reply> operation) throws Exception {
		ObservedOperation observed = begin(context);
		Reply reply;
		try (ObservedOperation.OpenScope scope = observed.openScope()) {
			reply = operation.call();
		}
		catch (Throwable ex) {
			observed.failed(ex);
			throw ex;
		}
		if (reply instanceof LaterAnswer later) {
			return observed.until(later, context);
		}
		Throwable refusal = context.refusal();
		if (refusal != null) {
			observed.failed(refusal);
		}
		observed.end();
		return reply;
	}

	/**
	 * Observe an operation that ends where it begins.
	 */
	@SuppressWarnings("try")
	<T> T observe(ManagementOperation operation, String subject, String eventName, Work<T> work) {
		ManagementObservationContext context = new ManagementObservationContext(operation, subject, eventName);
		ObservedOperation observed = begin(context);
		try (ObservedOperation.OpenScope scope = observed.openScope()) {
			return work.run(context);
		}
		catch (Throwable ex) {
			observed.failed(ex);
			throw ex;
		}
		finally {
			observed.end();
		}
	}

	private ObservedOperation begin(ManagementObservationContext context) {
		Supplier<ManagementObservationContext> supplier = () -> context;
		return new ObservedOperation(this.registry, this.guard,
				() -> ManagementObservation.OPERATION.observation(this.convention, DEFAULT, supplier, this.registry));
	}

	/**
	 * What is observed.
	 */
	@FunctionalInterface
	interface Work<T> {

		T run(ManagementObservationContext context);

	}

}
