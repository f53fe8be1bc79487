package dev.durable.web;

import dev.durable.RawJson;
import dev.durable.StartOptions;
import org.jspecify.annotations.Nullable;

/**
 * Starts an instance: the body is the input.
 */
final class AzureStart implements AzureOperation {

	private final int maxPayloadSize;

	private final JsonReader json;

	private final AzureStarted started;

	AzureStart(int maxPayloadSize, JsonReader json, AzureStarted started) {
		this.maxPayloadSize = maxPayloadSize;
		this.json = json;
		this.started = started;
	}

	@Override
	public Reply handle(AzureRequest request) {
		RawJson input = input(request.jsonOfAnyType(this.maxPayloadSize));
		String id = request.route().detail();
		if (Route.RESERVED.contains(id)) {
			throw Problem
				.badRequest("unusable-argument", "Unusable argument",
						"Instance id is not usable: '" + id + "' means something else in paths of the management API.")
				.exception();
		}
		StartOptions options = StartOptions.DEFAULT.withInstanceId(id.isEmpty() ? null : id)
			.withVersion(request.query().text("version"));
		return this.started.answer(request,
				Problems.withArguments(() -> request.client().start(request.route().subject(), input, options)));
	}

	/**
	 * Return the input. An empty string is none: clients send it when they were given
	 * nothing.
	 */
	private @Nullable RawJson input(String body) {
		if (body.isEmpty() || body.equals("\"\"") || body.equals("null")) {
			return null;
		}
		return this.json.value(body);
	}

}
