package dev.durable.web;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import dev.durable.engine.ObserverGuard;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * An operation under observation, which ends once. What handlers or conventions of the
 * application throw is no concern of the operation.
 */
final class ObservedOperation {

	private final ObservationRegistry registry;

	private final ObserverGuard guard;

	private final AtomicBoolean ended = new AtomicBoolean();

	private Observation observation = Observation.NOOP;

	ObservedOperation(ObservationRegistry registry, ObserverGuard guard, Supplier<Observation> observation) {
		this.registry = registry;
		this.guard = guard;
		guard.tell(() -> {
			this.observation = observation.get();
			this.observation.start();
		});
	}

	/**
	 * Make this the current observation of the thread.
	 */
	OpenScope openScope() {
		Observation.Scope before = this.registry.getCurrentObservationScope();
		Observation.Scope opened = this.guard.ask(this.observation::openScope, () -> halfOpened(before));
		return () -> {
			this.guard.tell(opened::close);
			if (this.registry.getCurrentObservationScope() != before) {
				// a handler has failed before the scope was left
				this.registry.setCurrentObservationScope(before);
			}
		};
	}

	/**
	 * A scope is current before handlers are told, so it is when one of them fails.
	 */
	private Observation.Scope halfOpened(Observation.@Nullable Scope before) {
		Observation.Scope current = this.registry.getCurrentObservationScope();
		return (current != null && current != before) ? current : Observation.Scope.NOOP;
	}

	/**
	 * Go on until there is an answer, the wait fails, or nobody waits any more.
	 */
	@SuppressWarnings("try")
	LaterAnswer until(LaterAnswer later, ManagementObservationContext context) {
		later.completion().whenComplete((status, ex) -> {
			if (ex != null && later.otherwise() == null) {
				failed(PendingAnswer.cause(ex));
			}
			else if (ex != null) {
				// what was asked for is done
				end();
			}
		});
		return new LaterAnswer(later.completion(), later.timeout(), (status) -> {
			try (OpenScope scope = openScope()) {
				context.setRuntimeStatus(status.runtimeStatus());
				return later.answer().apply(status);
			}
			catch (Throwable ex) {
				failed(ex);
				throw ex;
			}
			finally {
				end();
			}
		}, later.otherwise(), this::end);
	}

	void failed(Throwable ex) {
		if (this.ended.compareAndSet(false, true)) {
			this.guard.tell(() -> this.observation.error(ex));
			this.guard.tell(this.observation::stop);
		}
	}

	void end() {
		if (this.ended.compareAndSet(false, true)) {
			this.guard.tell(this.observation::stop);
		}
	}

	/**
	 * Lets a thread be without this observation again.
	 */
	@FunctionalInterface
	interface OpenScope extends AutoCloseable {

		@Override
		void close();

	}

}
