package dev.durable.store;

import java.util.List;

import dev.durable.OrchestrationFilter;
import org.jspecify.annotations.Nullable;

/**
 * Looks at, and clears away, many instances at once, whoever owns them. Not fenced.
 * <p>
 * A filter's task hub is not looked at; the task hub is given besides.
 */
public interface QueryStore {

	/**
	 * List instances, newest first; with an id prefix in the order of their ids. In the
	 * caller's transaction if there is one.
	 * @param taskHub the task hub
	 * @param filter which instances
	 * @param after where the page before ended, or {@code null} for the first page
	 * @param limit how many instances at most
	 * @param withInput whether to read the turns that hold inputs
	 * @param withOutput whether to read the turns that hold outputs
	 * @return a page; each of its instances met the filter when its row was read
	 */
	InstancePage list(String taskHub, OrchestrationFilter filter, @Nullable InstancePosition after, int limit,
			boolean withInput, boolean withOutput);

	/**
	 * Count instances.
	 * @param taskHub the task hub
	 * @return the number for each orchestrator and status that there is
	 */
	List<InstanceCount> count(String taskHub);

	/**
	 * Delete finished instances with their history, in small transactions. Rows that
	 * others have locked are left alone; of several callers, one deletes and counts an
	 * instance.
	 * @param taskHub the task hub
	 * @param filter which instances; of its statuses, the finished ones count
	 * @return how many instances were deleted
	 * @throws StoreException if it ended early; of the kind that nothing happened only if
	 * none was deleted
	 */
	long purge(String taskHub, OrchestrationFilter filter);

}
