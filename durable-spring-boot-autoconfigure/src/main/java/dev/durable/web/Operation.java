package dev.durable.web;

import java.io.IOException;

/**
 * Handles the requests for one {@link ManagementOperation}.
 */
@FunctionalInterface
interface Operation {

	/**
	 * Do what is asked for.
	 * @param request the request
	 * @return what to answer
	 * @throws IOException if the request cannot be read
	 * @throws ProblemException if it cannot be done
	 */
	Reply handle(ManagementRequest request) throws IOException;

}
