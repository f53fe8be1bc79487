package dev.durable.engine;

import dev.durable.FailureDetails;
import dev.durable.engine.code.OpenActivity;
import dev.durable.history.Incident;
import dev.durable.history.TaskFailed;

/**
 * One attempt of an activity that this node is to run, and what becomes of its outcome.
 */
interface ActivityAttempt {

	/**
	 * Return what to run.
	 */
	ActivityCall call();

	/**
	 * Have it run by the thread that waits for its outcome and does nothing else, if
	 * there is one.
	 * @param run runs it
	 * @return whether that thread does; otherwise it is to be run by a worker
	 */
	default boolean runWhereAwaited(Runnable run) {
		return false;
	}

	/**
	 * Begin. Called once, when there is a worker for it.
	 * @return whether anybody still wants the outcome; otherwise it is not run
	 */
	boolean begin();

	/**
	 * Run it, after it has begun.
	 */
	default void run(ActivityRunner runner) {
		Incident outcome;
		try {
			outcome = runner.run(call());
		}
		catch (Throwable ex) {
			// whatever cannot be told about it, the instance must not wait for ever
			OpenActivity activity = call().activity();
			outcome = new TaskFailed(activity.taskId(), activity.attempt(),
					new FailureDetails(ex.getClass().getName(), null, null, null));
		}
		finished(outcome);
	}

	/**
	 * It has run.
	 * @param outcome {@link dev.durable.history.TaskCompleted} or
	 * {@link dev.durable.history.TaskFailed}
	 */
	void finished(Incident outcome);

	/**
	 * It has run, but what it has come to is lost, as there was no memory for it: it has
	 * to run again, as after the end of the process.
	 */
	void lost();

}
