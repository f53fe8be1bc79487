package dev.durable.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Activities that were handed over, for any node to run. They come into the store with
 * the turns that {@link InstanceCommit#handedOver() hand them over}. All methods run in
 * transactions of their own and fail with {@link StoreException}.
 */
public interface ActivityStore {

	/**
	 * Take activities that nobody has taken and that are due, the longest waiting first.
	 * Ids first, then locked by id and checked again; rows that others have locked are
	 * skipped. Those of earlier generations are left alone. Fenced.
	 * @param node the node that takes them
	 * @param taskHub the task hub
	 * @param names the activities that the node has code for
	 * @param limit how many at most
	 * @return the activities taken
	 * @throws NodeFencedException if the node's row is gone
	 */
	Due<List<ClaimedActivity>> claim(long node, String taskHub, Set<String> names, int limit);

	/**
	 * Find out when the next activity will be due that is not yet and that nobody has
	 * claimed.
	 * @param taskHub the task hub
	 * @param names the activities that count
	 * @return the time, or {@code null} if there is no such activity
	 */
	@Nullable Instant nextDue(String taskHub, Set<String> names);

	/**
	 * Bring results to the instances that wait for them, all in one transaction: lock the
	 * instances, delete the claims, insert the messages and make the instances due,
	 * whoever owns them. A result whose claim is not there (any more) is dropped, so that
	 * this may be repeated when the outcome is not known. One of an earlier generation
	 * loses its claim and is dropped, too. Fenced.
	 * @param node the node that holds the claims
	 * @param results the results
	 * @return the instances that got a message
	 * @throws NodeFencedException if the node's row is gone
	 */
	Set<Long> complete(long node, List<ActivityResult> results);

	/**
	 * Give claims back, for others to take. Those that the node does not hold are left
	 * alone.
	 * @param node the node that holds the claims
	 * @param claims the numbers of the rows
	 */
	void giveBack(long node, Collection<Long> claims);

	/**
	 * Return what a node has claimed according to the store.
	 * @param node the node
	 * @return the numbers of the rows
	 */
	Set<Long> claimed(long node);

}
