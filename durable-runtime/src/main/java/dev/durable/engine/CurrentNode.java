package dev.durable.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The id under which this node is a member, as long as it believes to be one.
 */
final class CurrentNode {

	private volatile @Nullable Long id;

	private volatile boolean renewing;

	private volatile long renewedNanos;

	private volatile boolean renewedEver;

	private volatile boolean hasOthers;

	/**
	 * Return the node's id, or {@code null} while it is no member.
	 */
	@Nullable Long id() {
		return this.id;
	}

	void joined(long newId, long nanos) {
		this.id = newId;
		renewed(nanos);
	}

	/**
	 * A heartbeat has arrived.
	 */
	void renewed(long nanos) {
		this.renewedNanos = nanos;
		this.renewedEver = true;
		this.renewing = true;
	}

	/**
	 * Return the time since the last heartbeat that arrived, or {@code null}.
	 */
	@Nullable Duration sinceRenewal(long nanos) {
		return this.renewedEver ? Duration.ofNanos(nanos - this.renewedNanos) : null;
	}

	/**
	 * Take note that a membership has ended.
	 * @return whether this was the current one; only the first to notice sees that
	 */
	synchronized boolean lost(long oldId) {
		Long current = this.id;
		if (current == null || current != oldId) {
			return false;
		}
		this.id = null;
		this.renewing = false;
		return true;
	}

	/**
	 * A heartbeat has not arrived.
	 */
	void notRenewed() {
		this.renewing = false;
	}

	/**
	 * Return whether there are other nodes, as far as the last heartbeat has seen.
	 */
	boolean hasOthers() {
		return this.hasOthers;
	}

	void hasOthers(boolean others) {
		this.hasOthers = others;
	}

	/**
	 * Return whether the node is a member whose heartbeats arrive, so that it may begin
	 * things outside the database.
	 */
	boolean isHealthy() {
		return this.id != null && this.renewing;
	}

}
