package dev.durable.web;

import jakarta.servlet.http.HttpServletRequest;

/**
 * A request for an operation.
 *
 * @param servlet the request itself
 * @param route where it goes
 * @param query its query string
 * @param observed is told what those who observe it should know
 */
record ManagementRequest(HttpServletRequest servlet, Route route, QueryParameters query,
		ManagementObservationContext observed) {

	String instanceId() {
		return this.route.subject();
	}

	String body(int limit) {
		return new RequestBody(this.servlet).text(limit, "durable.limits.max-payload-size");
	}

}
