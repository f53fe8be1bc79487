package dev.durable.web;

import dev.durable.OrchestrationClient;
import jakarta.servlet.http.HttpServletRequest;

/**
 * A request of one of Azure's clients.
 */
record AzureRequest(HttpServletRequest servlet, AzurePrefix prefix, AzureRoute route, AzureQuery query,
		AzureTaskHub taskHub, ManagementObservationContext observed) {

	private static final String LIMIT = "durable.limits.max-payload-size";

	String instanceId() {
		return this.route.subject();
	}

	OrchestrationClient client() {
		return this.taskHub.client();
	}

	/**
	 * Return the JSON in the body, empty if there is no body.
	 */
	String json(int limit) {
		return new RequestBody(this.servlet).text(limit, LIMIT);
	}

	/**
	 * Return the JSON in the body whatever content type it is sent as.
	 */
	String jsonOfAnyType(int limit) {
		return new RequestBody(this.servlet).textOfAnyType(limit, LIMIT);
	}

	StatusView view() {
		StatusView defaults = StatusView.DEFAULT;
		return new StatusView(this.query.flag("showInput", defaults.showInput()),
				this.query.flag("showHistory", defaults.showHistory()),
				this.query.flag("showHistoryOutput", defaults.showHistoryOutput()),
				this.query.flag("returnInternalServerErrorOnFailure", defaults.serverErrorOnFailure()));
	}

}
