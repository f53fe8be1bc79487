package dev.durable.web;

import java.util.concurrent.atomic.AtomicBoolean;

import io.micrometer.observation.Observation;

/**
 * An operation under observation, which ends once.
 */
final class ObservedOperation {

	private final Observation observation;

	private final AtomicBoolean ended = new AtomicBoolean();

	ObservedOperation(Observation observation) {
		this.observation = observation;
	}

	Observation.Scope openScope() {
		return this.observation.openScope();
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
			try (Observation.Scope scope = openScope()) {
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
			this.observation.error(ex);
			this.observation.stop();
		}
	}

	void end() {
		if (this.ended.compareAndSet(false, true)) {
			this.observation.stop();
		}
	}

}
