package dev.durable.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Taking and loading instances. All methods run in transactions of their own.
 */
public interface ClaimStore {

	/**
	 * Take instances that are unowned and due, the longest waiting first, and clear their
	 * wake-up. Ids first, then locked by id and checked again; rows that others have
	 * locked are skipped. An instance whose start time has come turns from pending into
	 * running. What the node has no code for is not even read, however much of it is due.
	 * Fenced.
	 * @param node the node that takes them
	 * @param taskHub the task hub
	 * @param code the names and versions that the node has code for. An instance that it
	 * has no code for is taken only if its inbox has a terminate, suspend or resume
	 * @param limit how many at most
	 * @return the surrogate ids of the instances taken
	 * @throws NodeFencedException if the node's row is gone
	 */
	Due<List<Long>> claim(long node, String taskHub, Set<OrchestratorName> code, int limit);

	/**
	 * Load instances that a node owns: the row and the history, and in a further
	 * statement the inbox.
	 * @param node the node
	 * @param instances their surrogate ids
	 * @param inboxLimit how many messages at most for each
	 * @return those that it owns
	 */
	List<LoadedInstance> load(long node, Collection<Long> instances, int inboxLimit);

	/**
	 * Record what is to be held against an instance when the next owner dies. Nothing
	 * happens if the node does not own it. Fenced.
	 * @param node the node
	 * @param instance the surrogate id of the instance
	 * @param takeovers how many takeovers
	 * @param trials how many trials, with the one that begins now
	 * @throws NodeFencedException if the node's row is gone
	 */
	void recordTrial(long node, long instance, int takeovers, int trials);

	/**
	 * Of the instances that a node owns, find those that are due, clear their wake-up and
	 * read, in a further statement of the same transaction, their inboxes. Rows that
	 * others have locked are skipped.
	 * @param node the node
	 * @param limit how many instances at most
	 * @param inboxLimit how many messages at most for each
	 * @return by surrogate id the messages in order, maybe none
	 * @throws StoreException if that failed; the caller then has to read the inboxes of
	 * all instances that it owns when the kind is {@code UNKNOWN}
	 */
	Due<Map<Long, List<InboxMessage>>> collect(long node, int limit, int inboxLimit);

	/**
	 * Read inboxes.
	 * @param instances the surrogate ids of the instances
	 * @param inboxLimit how many messages at most for each
	 * @return by surrogate id the messages in order; instances without messages are left
	 * out
	 */
	Map<Long, List<InboxMessage>> inbox(Collection<Long> instances, int inboxLimit);

	/**
	 * Return the instances that a node owns according to the store.
	 * @param node the node
	 * @return their surrogate ids
	 */
	Set<Long> owned(long node);

	/**
	 * Return the last turn that is recorded of instances.
	 * @param instances the surrogate ids of the instances
	 * @return by surrogate id the number of the last turn of the current generation, the
	 * generation in the upper 32 bits
	 */
	Map<Long, Long> lastTurns(Collection<Long> instances);

	/**
	 * Return when the next unowned instance will be due; those that are due already do
	 * not count.
	 * @param taskHub the task hub
	 * @param code the names and versions of the instances that count
	 * @return database time, or {@code null} if none will be
	 */
	@Nullable Instant nextWakeUp(String taskHub, Set<OrchestratorName> code);

}
