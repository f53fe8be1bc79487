package dev.durable.engine;

import dev.durable.store.StoreException;

/**
 * A commit that only the node that owns the instance may make, and only while the
 * instance is in memory.
 */
abstract class OwnCommit implements PendingCommit {

	private final LiveInstance instance;

	OwnCommit(LiveInstance instance) {
		this.instance = instance;
	}

	final LiveInstance instance() {
		return this.instance;
	}

	@Override
	public final String instanceId() {
		return this.instance.instanceId();
	}

	@Override
	public final Long owner() {
		return this.instance.ownerNode();
	}

	@Override
	public final boolean isAbandoned() {
		return this.instance.isGone();
	}

	@Override
	public void failed(StoreException failure) {
		this.instance.failed(failure);
	}

}
