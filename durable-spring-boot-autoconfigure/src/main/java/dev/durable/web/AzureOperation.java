package dev.durable.web;

/**
 * One of the operations as Azure's clients know it.
 */
@FunctionalInterface
interface AzureOperation {

	/**
	 * Do what is asked for.
	 * @param request the request
	 * @return what to answer
	 * @throws ProblemException if it cannot be done
	 */
	Reply handle(AzureRequest request);

}
