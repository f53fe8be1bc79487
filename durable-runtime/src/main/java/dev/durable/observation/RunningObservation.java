package dev.durable.observation;

import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.CurrentTraceContext;
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
		boolean open = false;
		try {
			guarded(() -> {
				this.observation = observation.get();
				this.observation.start();
				this.scope = this.observation.openScope();
			});
			open = true;
		}
		finally {
			if (!open) {
				close();
			}
		}
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
		try {
			guarded(this::leaveScope);
		}
		finally {
			if (this.registry.getCurrentObservationScope() != this.before) {
				// a handler has failed before the scope was left
				this.registry.setCurrentObservationScope(this.before);
			}
			guarded(this::leaveSpan);
			guarded(this.observation::stop);
		}
	}

	private void leaveScope() {
		Observation.Scope opened = this.scope;
		if (opened == null) {
			// a handler has failed after others had been told of the scope
			Observation.Scope current = this.registry.getCurrentObservationScope();
			opened = (current != this.before) ? current : null;
		}
		if (opened != null) {
			opened.close();
		}
	}

	/**
	 * Leave the scope of the span, if its handler has not been told to because another
	 * one has failed.
	 */
	private void leaveSpan() {
		TracingContext tracing = this.observation.getContext().get(TracingContext.class);
		CurrentTraceContext.Scope left = (tracing != null) ? tracing.getScope() : null;
		if (left != null) {
			left.close();
		}
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
