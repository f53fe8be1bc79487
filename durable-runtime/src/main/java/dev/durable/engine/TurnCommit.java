package dev.durable.engine;

import dev.durable.observation.InstanceMdc;
import dev.durable.store.CommitResult;
import dev.durable.store.InstanceCommit;
import dev.durable.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commit of a turn.
 */
final class TurnCommit extends OwnCommit {

	private static final Logger logger = LoggerFactory.getLogger(TurnCommit.class);

	private final Turn turn;

	private final InstanceCommit commit;

	TurnCommit(LiveInstance instance, Turn turn, InstanceCommit commit) {
		super(instance);
		this.turn = turn;
		this.commit = commit;
	}

	/**
	 * Give this to whoever commits it: the activity whose result the turn consumed, if it
	 * is a transactional one, or the committer.
	 * @param here whether the thread would only wait for the commit, so that it may make
	 * it
	 */
	void submitTo(InstanceEvents engine, boolean here) {
		CommitSlot slot = this.turn.slot();
		if (slot != null) {
			slot.hand(this);
		}
		else {
			engine.submit(this, here);
		}
	}

	@Override
	public boolean isRepeatable() {
		return this.turn.slot() == null;
	}

	@Override
	public InstanceCommit commit() {
		return this.commit;
	}

	@Override
	public void committed(CommitResult.Outcome outcome, CommitResult result, long node) {
		this.turn.acknowledge(true);
		try {
			instance().committed(this.turn, this.commit, result, node);
		}
		catch (RuntimeException | Error ex) {
			String id = instance().instanceId();
			InstanceMdc.about(id, () -> logger.error("Instance '{}' is loaded anew after a turn", id, ex));
			instance().dropAndReload();
		}
	}

	@Override
	public void committedUnseen(long node) {
		if (this.commit.children().isEmpty()) {
			committed(CommitResult.Outcome.COMMITTED, CommitResult.NONE, node);
		}
		else {
			// which of the children were inserted is known to the store alone
			this.turn.acknowledge(true);
			instance().dropAndReload();
		}
	}

	@Override
	public void failed(StoreException failure) {
		if (failure.kind() == StoreException.Kind.UNKNOWN) {
			this.turn.acknowledgeUnknown(failure);
		}
		else {
			this.turn.acknowledge(false);
		}
		super.failed(failure);
	}

}
