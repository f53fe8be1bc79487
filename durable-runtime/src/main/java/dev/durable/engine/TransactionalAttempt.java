package dev.durable.engine;

import dev.durable.engine.code.OpenActivity;
import dev.durable.history.Incident;

/**
 * An attempt of a transactional activity for an instance in this node's memory.
 */
final class TransactionalAttempt implements ActivityAttempt {

	private final TransactionalActivities activities;

	private final String transactionManager;

	private final LiveInstance instance;

	private final OwnAttempt attempt;

	TransactionalAttempt(TransactionalActivities activities, String transactionManager, LiveInstance instance,
			OpenActivity activity, int generation) {
		this.activities = activities;
		this.transactionManager = transactionManager;
		this.instance = instance;
		this.attempt = new OwnAttempt(instance, activity, generation, false);
	}

	@Override
	public ActivityCall call() {
		return this.attempt.call();
	}

	@Override
	public boolean begin() {
		return this.attempt.begin();
	}

	@Override
	public void run(ActivityRunner runner) {
		this.activities.run(this.transactionManager, this.instance, call(), () -> runner.run(call()));
	}

	@Override
	public void lost() {
		this.attempt.lost();
	}

	@Override
	public void finished(Incident outcome) {
		this.attempt.finished(outcome);
	}

}
