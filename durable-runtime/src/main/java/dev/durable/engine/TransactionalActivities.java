package dev.durable.engine;

import java.util.function.LongConsumer;
import java.util.function.Supplier;

import dev.durable.FailureDetails;
import dev.durable.engine.Rollbacks.Key;
import dev.durable.engine.code.Failures;
import dev.durable.engine.code.OpenActivity;
import dev.durable.history.Incident;
import dev.durable.history.TaskFailed;
import dev.durable.store.CommitResult;
import dev.durable.store.NodeFencedException;
import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;
import dev.durable.store.TransactionalCommits;
import dev.durable.store.UnusableTransactionManagerException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs activities whose results are committed in the transactions that they run in. What
 * is rolled back for reasons that are not the activity's own runs again and is no failed
 * run.
 */
final class TransactionalActivities {

	private static final Logger logger = LoggerFactory.getLogger(TransactionalActivities.class);

	private final EngineServices services;

	private final @Nullable TransactionalCommits commits;

	private final TurnCommitter committer;

	private final InstanceEvents engine;

	private final LongConsumer fenced;

	private final Rollbacks rollbacks;

	TransactionalActivities(EngineServices services, @Nullable TransactionalCommits commits, TurnCommitter committer,
			InstanceEvents engine, LongConsumer fenced) {
		this.services = services;
		this.commits = commits;
		this.committer = committer;
		this.engine = engine;
		this.fenced = fenced;
		this.rollbacks = new Rollbacks(services.threads());
	}

	/**
	 * Check that each transactional activity has a transaction manager.
	 */
	void requireTransactionManagers() {
		for (String name : this.services.registrations().transactionManagers()) {
			commits().require(name);
		}
	}

	private TransactionalCommits commits() {
		if (this.commits == null) {
			throw new UnusableTransactionManagerException(
					"There are transactional activities, but nothing that commits their results in their transactions.",
					"Give the engine the TransactionalCommits of its store.", null);
		}
		return this.commits;
	}

	/**
	 * Describe an attempt of an activity of either kind.
	 */
	ActivityAttempt attempt(LiveInstance instance, OpenActivity activity, int generation, boolean awaited) {
		ActivityDefinition definition = this.services.registrations().findActivity(activity.name());
		String transactionManager = (definition != null) ? definition.transactionManager() : null;
		return (transactionManager != null)
				? new TransactionalAttempt(this, transactionManager, instance, activity, generation)
				: new OwnAttempt(instance, activity, generation, awaited);
	}

	/**
	 * Run an attempt, now or when it has waited long enough since it was rolled back.
	 * @param code runs the code, whatever happens
	 */
	void run(String transactionManager, LiveInstance instance, ActivityCall call, Supplier<Incident> code) {
		Key key = Key.of(call);
		OpenActivity activity = call.activity();
		if (!this.rollbacks.pause(key).isZero()) {
			runLater(key, instance, activity);
			return;
		}
		FailureDetails verdict = this.rollbacks.verdict(key);
		if (verdict != null) {
			fail(key, instance, new TaskFailed(activity.taskId(), activity.attempt(), verdict));
			return;
		}
		TransactionalRun run = new TransactionalRun(instance, key.generation(), code, this.committer);
		CommitResult result;
		try {
			result = commits().execute(transactionManager, run);
		}
		catch (Throwable ex) {
			TurnCommit turn = run.turn();
			if (turn != null) {
				turnFailed(key, run, turn, ex);
			}
			else if (isRolledBackByUs(run, ex)) {
				rolledBack(key, run, ex, instance, activity);
			}
			else {
				fail(key, instance, failure(run, activity, ex));
			}
			return;
		}
		this.rollbacks.forget(key);
		TurnCommit turn = run.turn();
		if (turn != null) {
			TurnCommitter.tell(turn,
					() -> turn.committed(CommitResult.Outcome.COMMITTED, result, instance.ownerNode()));
		}
	}

	private void runLater(Key key, LiveInstance instance, OpenActivity activity) {
		this.services.threads()
			.after(this.rollbacks.pause(key), () -> this.engine.run(instance, activity, key.generation(), false));
	}

	/**
	 * Return whether a run without a turn was rolled back although the activity itself
	 * has nothing to do with it.
	 */
	private static boolean isRolledBackByUs(TransactionalRun run, Throwable failure) {
		if (failure instanceof TransactionalRun.Unwanted) {
			return true;
		}
		return failure instanceof StoreException store && !(run.outcome() instanceof TaskFailed)
				&& store.kind() != Kind.DEFINITE;
	}

	private void rolledBack(Key key, TransactionalRun run, Throwable failure, LiveInstance instance,
			OpenActivity activity) {
		logger.debug("Activity '{}' (#{}) of instance '{}' was rolled back", activity.name(), activity.taskId(),
				instance.instanceId(), failure);
		if (failure instanceof StoreException store) {
			remember(key, store);
		}
		if (run.isTurnAbandoned()) {
			instance.dropAndReload();
		}
		else if (failure instanceof StoreException) {
			runLater(key, instance, activity);
		}
	}

	private void remember(Key key, StoreException failure) {
		this.rollbacks.add(key, Failures.of(failure), failure.kind() != Kind.UNAVAILABLE);
	}

	private static TaskFailed failure(TransactionalRun run, OpenActivity activity, Throwable failure) {
		if (run.outcome() instanceof TaskFailed failed) {
			return failed;
		}
		FailureDetails details = Failures.of(failure);
		logger.debug("Activity '{}' (#{}) could not be committed: {}", activity.name(), activity.taskId(), details);
		return new TaskFailed(activity.taskId(), activity.attempt(), details);
	}

	private void fail(Key key, LiveInstance instance, TaskFailed failed) {
		this.rollbacks.forget(key);
		instance.post(Delivery.internal(failed, key.generation()));
	}

	/**
	 * The turn has run, but was not committed, or nobody knows. What it consumed and
	 * decided is in memory already, so the instance is loaded anew.
	 */
	private void turnFailed(Key key, TransactionalRun run, TurnCommit turn, Throwable failure) {
		if (failure instanceof TransactionalRun.Unwanted) {
			return;
		}
		StoreException store = store(run, failure);
		if (store instanceof NodeFencedException) {
			TurnCommitter.tell(turn, () -> turn.failed(store));
			this.fenced.accept(turn.owner());
			return;
		}
		switch (store.kind()) {
			case UNKNOWN -> {
				logger.debug("The outcome of a commit with an activity of instance '{}' is not known",
						turn.instanceId(), store);
				this.committer.settle(turn);
				return;
			}
			case UNAVAILABLE -> {
				remember(key, store);
				this.committer.connectionLost();
			}
			case RETRYABLE -> remember(key, store);
			case DEFINITE -> {
				if (run.isCommitting()) {
					this.rollbacks.condemn(key, Failures.of(store));
				}
				else {
					remember(key, store);
				}
			}
		}
		TurnCommitter.tell(turn, () -> turn.failed(store));
	}

	private static StoreException store(TransactionalRun run, Throwable failure) {
		if (failure instanceof StoreException store) {
			return store;
		}
		return new StoreException(run.isCommitting() ? Kind.UNKNOWN : Kind.DEFINITE,
				"Could not commit with an activity: " + Failures.message(failure), failure);
	}

}
