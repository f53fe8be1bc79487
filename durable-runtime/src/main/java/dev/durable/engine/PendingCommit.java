package dev.durable.engine;

import dev.durable.store.CommitResult;
import dev.durable.store.InstanceCommit;
import dev.durable.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Something to be committed, and who wants to know what became of it.
 */
interface PendingCommit {

	/**
	 * Return what to commit; the same each time.
	 */
	InstanceCommit commit();

	/**
	 * Return the id of the instance, for the log.
	 */
	default String instanceId() {
		return "#" + commit().instance();
	}

	/**
	 * Return the node that owns the instance, or {@code null} if any node may commit
	 * this.
	 */
	@Nullable Long owner();

	/**
	 * Return whether nobody wants this to be committed any more.
	 */
	boolean isAbandoned();

	/**
	 * Return whether this can be written again, alone, when it is certain that it was not
	 * written; otherwise it was part of something that is gone.
	 */
	default boolean isRepeatable() {
		return true;
	}

	/**
	 * It is durable, unless the outcome says otherwise. Called on the committing thread,
	 * so it must be quick.
	 * @param outcome what became of it
	 * @param result what became of the whole group
	 * @param node the node that has committed it
	 */
	void committed(CommitResult.Outcome outcome, CommitResult result, long node);

	/**
	 * It is durable, as was found out afterwards; what became of the parts that depend on
	 * others is not known.
	 * @param node the node that has committed it
	 */
	void committedUnseen(long node);

	/**
	 * It was not written and will not be, or nobody can say.
	 * @param failure why
	 */
	void failed(StoreException failure);

}
