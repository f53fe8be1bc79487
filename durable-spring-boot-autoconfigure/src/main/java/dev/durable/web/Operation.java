package dev.durable.web;

/**
 * Handles the requests for one {@link ManagementOperation}.
 */
@FunctionalInterface
interface Operation {

	/**
	 * Do what is asked for.
	 * @param request the request
	 * @return what to answer
	 * @throws ProblemException if it cannot be done
	 */
	Reply handle(ManagementRequest request);

}
