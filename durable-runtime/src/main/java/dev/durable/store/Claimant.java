package dev.durable.store;

import org.jspecify.annotations.Nullable;

/**
 * A node that takes on the instances to which it sends messages, where nobody owns them,
 * so that no node has to look for them. Asked while a transaction is under way: must not
 * use the store, nor wait. Thread-safe.
 */
public interface Claimant {

	/**
	 * Return the node.
	 * @return its id, or {@code null} if it takes nothing on at present
	 */
	@Nullable Long node();

	/**
	 * Return whether the node has the code of an orchestrator.
	 * @param orchestrator the name and version
	 * @return whether it can run instances of it
	 */
	boolean hasCode(OrchestratorName orchestrator);

	/**
	 * Return how many instances it would take on.
	 * @return how many now, 0 or less for none
	 */
	int room();

}
