package dev.durable.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import dev.durable.store.CommitResult;
import dev.durable.store.CommitStore;
import dev.durable.store.InstanceCommit;
import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;

/**
 * One lane's connection to a database where some instances are held by others.
 */
final class LockableCommits implements CommitStore {

	private final Locks locks;

	private final List<Set<Long>> groups = new ArrayList<>();

	private int timeouts;

	private Runnable duringVerification = () -> {
	};

	private boolean abandoned;

	private int missingLooks;

	private Consumer<List<InstanceCommit>> beforeCommit = (group) -> {
	};

	LockableCommits(Locks locks) {
		this.locks = locks;
	}

	/**
	 * Return the instances of each group that was written.
	 */
	List<Set<Long>> groups() {
		return this.groups;
	}

	/**
	 * Return how often somebody waited for a lock in vain.
	 */
	int timeouts() {
		return this.timeouts;
	}

	void duringVerification(Runnable action) {
		this.duringVerification = action;
	}

	/**
	 * Let there be no memory to look what others hold.
	 */
	void refuseLooks(int count) {
		this.missingLooks = count;
	}

	boolean isAbandoned() {
		return this.abandoned;
	}

	void beforeCommit(Consumer<List<InstanceCommit>> action) {
		this.beforeCommit = action;
	}

	@Override
	public CommitResult commit(long node, List<InstanceCommit> group) {
		Set<Long> ids = new TreeSet<>();
		group.forEach((commit) -> ids.add(commit.instance()));
		if (ids.stream().anyMatch(this.locks.held::contains)) {
			this.timeouts++;
			throw new StoreException(Kind.RETRYABLE, "lock timeout", null);
		}
		this.beforeCommit.accept(group);
		this.groups.add(ids);
		return CommitResult.NONE;
	}

	@Override
	public Set<Long> blocked(List<InstanceCommit> group) {
		if (this.missingLooks > 0) {
			this.missingLooks--;
			throw new OutOfMemoryError("Java heap space (for a test)");
		}
		Set<Long> seen = new HashSet<>(this.locks.seen);
		seen.retainAll(group.stream().map(InstanceCommit::instance).toList());
		return seen;
	}

	@Override
	public void awaitInFlight(long node) {
		this.duringVerification.run();
	}

	@Override
	public void abandon() {
		this.abandoned = true;
	}

	@Override
	public void close() {
		// nothing is kept open
	}

	/**
	 * What others hold, and what of it a look shows.
	 */
	static final class Locks {

		private final Set<Long> held = new HashSet<>();

		private final Set<Long> seen = new HashSet<>();

		void hold(Set<Long> ids) {
			this.held.addAll(ids);
			this.seen.addAll(ids);
		}

		void holdUnseen(long id) {
			this.held.add(id);
		}

		/**
		 * Somebody holds it whenever one looks, but whoever waits for it gets it.
		 */
		void holdInTurns(long id) {
			this.seen.add(id);
		}

		void release(Set<Long> ids) {
			this.held.removeAll(ids);
			this.seen.removeAll(ids);
		}

	}

}
