package dev.durable;

import org.jspecify.annotations.Nullable;

/**
 * What to list, and how much of it.
 *
 * @param filter which instances
 * @param pageSize how many instances a page has at most, 1 to 1000
 * @param continuationToken the token of the page before, from a query with the same
 * filter; {@code null} for the first page
 * @param includeInput whether to read inputs
 * @param includeOutput whether to read outputs and failures
 */
public record OrchestrationQuery(OrchestrationFilter filter, int pageSize, @Nullable String continuationToken,
		boolean includeInput, boolean includeOutput) {

	/**
	 * The largest page.
	 */
	public static final int MAX_PAGE_SIZE = 1000;

	/**
	 * The first 100 of all instances, with input and output.
	 */
	public static final OrchestrationQuery DEFAULT = new OrchestrationQuery(OrchestrationFilter.ALL, 100, null, true,
			true);

	public OrchestrationQuery {
		if (pageSize < 1 || pageSize > MAX_PAGE_SIZE) {
			throw new IllegalArgumentException("'pageSize' must be from 1 to " + MAX_PAGE_SIZE + " but is " + pageSize);
		}
	}

	/**
	 * Return a query for the first 100 instances of a filter, with input and output.
	 * @param filter which instances
	 * @return the query
	 */
	public static OrchestrationQuery of(OrchestrationFilter filter) {
		return DEFAULT.withFilter(filter);
	}

	/**
	 * Return this query with another filter.
	 * @param filter which instances
	 * @return a new query
	 */
	public OrchestrationQuery withFilter(OrchestrationFilter filter) {
		return new OrchestrationQuery(filter, this.pageSize, this.continuationToken, this.includeInput,
				this.includeOutput);
	}

	/**
	 * Return this query with another page size.
	 * @param pageSize how many instances at most, 1 to 1000
	 * @return a new query
	 */
	public OrchestrationQuery withPageSize(int pageSize) {
		return new OrchestrationQuery(this.filter, pageSize, this.continuationToken, this.includeInput,
				this.includeOutput);
	}

	/**
	 * Return this query for another page.
	 * @param continuationToken the token of the page before, or {@code null} for the
	 * first page
	 * @return a new query
	 */
	public OrchestrationQuery withContinuationToken(@Nullable String continuationToken) {
		return new OrchestrationQuery(this.filter, this.pageSize, continuationToken, this.includeInput,
				this.includeOutput);
	}

	/**
	 * Return this query with or without inputs.
	 * @param includeInput whether to read inputs
	 * @return a new query
	 */
	public OrchestrationQuery withInput(boolean includeInput) {
		return new OrchestrationQuery(this.filter, this.pageSize, this.continuationToken, includeInput,
				this.includeOutput);
	}

	/**
	 * Return this query with or without outputs and failures.
	 * @param includeOutput whether to read outputs and failures
	 * @return a new query
	 */
	public OrchestrationQuery withOutput(boolean includeOutput) {
		return new OrchestrationQuery(this.filter, this.pageSize, this.continuationToken, this.includeInput,
				includeOutput);
	}

}
