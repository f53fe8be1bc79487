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
import dev.durable.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that was handed over and that this node has claimed.
 */
final class ClaimedAttempt implements ActivityAttempt {

	private final ClaimedActivity claimed;

	private final long node;

	private final Consumer<ClaimedAttempt> ended;

	private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

	private volatile @Nullable ActivityResult result;

	/**
	 * Create an attempt.
	 * @param claimed what was claimed
	 * @param node the node that has claimed it, which is this one
	 * @param ended gets the attempt when it has a result
	 */
	ClaimedAttempt(ClaimedActivity claimed, long node, Consumer<ClaimedAttempt> ended) {
		this.claimed = claimed;
		this.node = node;
		this.ended = ended;
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
		HandedOverActivity activity = this.claimed.activity();
		if (outcome instanceof TaskCompleted completed) {
			this.result = result(
					message(MessageKind.ACTIVITY_COMPLETED, activity, HistoryCodec.storable(completed.result())));
		}
		else if (outcome instanceof TaskFailed failed) {
			this.result = result(
					message(MessageKind.ACTIVITY_FAILED, activity, HistoryCodec.encodeFailure(failed.failure())));
		}
		this.ended.accept(this);
	}

	/**
	 * The database refuses the result for what it is.
	 */
	void cannotBeStored(StoreException failure) {
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
