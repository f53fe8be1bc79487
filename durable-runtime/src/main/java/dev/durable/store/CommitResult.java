package dev.durable.store;

import java.util.Map;
import java.util.Set;

/**
 * What became of the parts of a committed group.
 *
 * @param outcomes for each commit whose outcome is not {@link Outcome#COMMITTED}, by the
 * surrogate id of its instance
 * @param failedChildren the surrogate ids of children that were not inserted because
 * their id is taken; a message about it is in the parent's inbox
 * @param notified the surrogate ids of instances that got a message
 */
public record CommitResult(Map<Long, Outcome> outcomes, Set<Long> failedChildren, Set<Long> notified) {

	/**
	 * Everything was committed and nothing else is to be said.
	 */
	public static final CommitResult NONE = new CommitResult(Map.of(), Set.of(), Set.of());

	/**
	 * What became of one commit.
	 */
	public enum Outcome {

		/**
		 * It is durable.
		 */
		COMMITTED,

		/**
		 * The instance was not inserted: its id is taken.
		 */
		ID_TAKEN,

		/**
		 * The instance was not released: there is something to do for it.
		 */
		RELEASE_REFUSED

	}

	/**
	 * Return what became of one commit.
	 * @param instance the surrogate id of its instance
	 * @return the outcome
	 */
	public Outcome of(long instance) {
		return this.outcomes.getOrDefault(instance, Outcome.COMMITTED);
	}

}
