package dev.durable.web;

import dev.durable.RawJson;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Does something with an instance for which there may be a reason.
 */
final class ReasonOperation implements Operation {

	private final JsonReader json;

	private final int maxPayloadSize;

	private final Action action;

	ReasonOperation(JsonReader json, int maxPayloadSize, Action action) {
		this.json = json;
		this.maxPayloadSize = maxPayloadSize;
		this.action = action;
	}

	@Override
	public Reply handle(ManagementRequest request) {
		String body = request.body(this.maxPayloadSize);
		String inQuery = request.query().text("reason");
		String reason = (inQuery != null) ? inQuery : reason(body);
		request.observed().setReason(reason);
		this.action.run(request, reason);
		return Answer.empty(HttpStatus.ACCEPTED);
	}

	private @Nullable String reason(String body) {
		if (body.isEmpty()) {
			return null;
		}
		RawJson reason = this.json.object(body).get("reason");
		return (reason == null || reason.text().equals("null")) ? null : this.json.string("reason", reason);
	}

	/**
	 * What to do.
	 */
	@FunctionalInterface
	interface Action {

		void run(ManagementRequest request, @Nullable String reason);

	}

}
