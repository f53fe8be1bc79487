package dev.durable.engine;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import dev.durable.engine.code.Failures;
import dev.durable.engine.code.OpenActivity;
import dev.durable.history.HistoryCodec;
import dev.durable.history.Incident;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.store.ActivityResult;
import dev.durable.store.ClaimedActivity;
import dev.durable.store.HandedOverActivity;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that was handed over and that this node has claimed.
 */
final class ClaimedAttempt implements ActivityAttempt {

	private final ClaimedActivity claimed;

	private final long node;

	private final Consumer<ClaimedAttempt> ended;

	private final Consumer<ClaimedAttempt> lost;

	private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

	private volatile @Nullable ActivityResult result;

	/**
	 * Create an attempt.
	 * @param claimed what was claimed
	 * @param node the node that has claimed it, which is this one
	 * @param ended gets the attempt when it has a result
	 * @param lost gets the attempt if its result is lost
	 */
	ClaimedAttempt(ClaimedActivity claimed, long node, Consumer<ClaimedAttempt> ended, Consumer<ClaimedAttempt> lost) {
		this.claimed = claimed;
		this.node = node;
		this.ended = ended;
		this.lost = lost;
	}

	long claim() {
		return this.claimed.id();
	}

	/**
	 * Return the node under which it is claimed.
	 */
	long node() {
		return this.node;
	}

	/**
	 * Return what it has come to.
	 * @throws IllegalStateException if it has not ended
	 */
	ActivityResult result() {
		ActivityResult ended = this.result;
		if (ended == null) {
			throw new IllegalStateException("Activity '" + this.claimed.activity().name() + "' has not ended");
		}
		return ended;
	}

	@Override
	public ActivityCall call() {
		HandedOverActivity activity = this.claimed.activity();
		return new ActivityCall(activity.instance(), this.claimed.instanceId(), this.claimed.instanceCreatedAt(),
				activity.trace(), activity.generation(), new OpenActivity(activity.taskId(), activity.attempt(),
						activity.name(), activity.input(), activity.dueAt(), true));
	}

	@Override
	public boolean begin() {
		return this.state.compareAndSet(State.WAITING, State.BEGUN);
	}

	/**
	 * Do not run it, unless it has begun.
	 * @return whether it will not run
	 */
	boolean withdraw() {
		return this.state.compareAndSet(State.WAITING, State.WITHDRAWN) || this.state.get() == State.WITHDRAWN;
	}

	@Override
	public void finished(Incident outcome) {
		try {
			this.result = result(outcome);
		}
		catch (RuntimeException ex) {
			// nor could it be written the next time
			cannotBeStored(ex);
		}
		this.ended.accept(this);
	}

	private @Nullable ActivityResult result(Incident outcome) {
		HandedOverActivity activity = this.claimed.activity();
		if (outcome instanceof TaskCompleted completed) {
			return result(message(MessageKind.ACTIVITY_COMPLETED, activity, HistoryCodec.storable(completed.result())));
		}
		if (outcome instanceof TaskFailed failed) {
			return result(message(MessageKind.ACTIVITY_FAILED, activity, HistoryCodec.encodeFailure(failed.failure())));
		}
		return null;
	}

	@Override
	public void lost() {
		this.lost.accept(this);
	}

	/**
	 * The result is refused for what it is, such as by the database.
	 */
	void cannotBeStored(RuntimeException failure) {
		this.result = result(message(MessageKind.ACTIVITY_FAILED, this.claimed.activity(),
				HistoryCodec.encodeFailure(Failures.of(failure))));
	}

	private ActivityResult result(Message message) {
		return new ActivityResult(this.claimed.id(), this.claimed.activity().instance(), message);
	}

	private static Message message(MessageKind kind, HandedOverActivity activity, @Nullable String payload) {
		return new Message(kind, "", activity.generation(), activity.taskId(), activity.attempt(), payload);
	}

	/**
	 * Where an attempt is.
	 */
	private enum State {

		WAITING, BEGUN, WITHDRAWN

	}

}
