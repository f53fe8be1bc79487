package dev.durable.observation;

import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link ObservedScope} of an observation, from its start to its stop. What handlers of
 * the application throw is no concern of what is observed.
 */
final class RunningObservation implements ObservedScope {

	private static final Logger logger = LoggerFactory.getLogger(RunningObservation.class);

	private final ObservationRegistry registry;

	private final Observation.@Nullable Scope before;

	private Observation observation = Observation.NOOP;

	private Observation.@Nullable Scope scope;

	RunningObservation(ObservationRegistry registry, Supplier<Observation> observation) {
		this.registry = registry;
		this.before = registry.getCurrentObservationScope();
		guarded(() -> {
			this.observation = observation.get();
			this.observation.start();
			this.scope = this.observation.openScope();
		});
	}

	/**
	 * Return the span of the observation, or {@code null} if it has none.
	 */
	@Nullable Span span() {
		TracingContext tracing = this.observation.getContext().get(TracingContext.class);
		return (tracing != null) ? tracing.getSpan() : null;
	}

	@Override
	public void failed(Throwable failure) {
		guarded(() -> this.observation.error(failure));
	}

	@Override
	public void close() {
		if (this.scope != null) {
			guarded(this.scope::close);
		}
		if (this.registry.getCurrentObservationScope() != this.before) {
			// a handler has failed before the scope was left, or entered
			this.registry.setCurrentObservationScope(this.before);
		}
		guarded(this.observation::stop);
	}

	private static void guarded(Runnable step) {
		try {
			step.run();
		}
		catch (RuntimeException ex) {
			logger.debug("An observation has failed", ex);
		}
	}

}
