package dev.durable.web;

import java.util.List;

import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationPage;
import dev.durable.OrchestrationQuery;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Lists instances, page by page.
 */
final class ListOperation implements Operation {

	private static final String TOKEN_HEADER = "x-ms-continuation-token";

	private static final String TOKEN = "continuationToken";

	private static final String TOP = "top";

	private static final String SHOW_INPUT = "showInput";

	private final OrchestrationClient client;

	ListOperation(OrchestrationClient client) {
		this.client = client;
	}

	@Override
	public Reply handle(ManagementRequest request) {
		boolean showInput = "".equals(request.query().text(SHOW_INPUT)) || request.query().flag(SHOW_INPUT, true);
		StatusView view = new StatusView(showInput, false, false, false);
		OrchestrationQuery query = OrchestrationQuery.of(new FilterParameters(request.query()).filter())
			.withPageSize(request.query()
				.number(TOP, 1, OrchestrationQuery.MAX_PAGE_SIZE, OrchestrationQuery.DEFAULT.pageSize()))
			.withContinuationToken(token(request))
			.withInput(view.showInput());
		OrchestrationPage page = list(query);
		request.observed().setListed(page.statuses().size());
		Answer answer = Answer.json(HttpStatus.OK.value(), JsonBody.write((json) -> {
			json.writeStartArray();
			page.statuses().forEach((status) -> StatusPayload.write(json, status, List.of(), view));
			json.writeEndArray();
		}));
		String next = page.continuationToken();
		return (next != null) ? answer.withHeader(TOKEN_HEADER, next) : answer;
	}

	private OrchestrationPage list(OrchestrationQuery query) {
		return Problems.withArguments(() -> this.client.list(query));
	}

	private static @Nullable String token(ManagementRequest request) {
		String header = request.servlet().getHeader(TOKEN_HEADER);
		String token = (header != null && !header.isEmpty()) ? header : request.query().text(TOKEN);
		return (token != null && !token.isEmpty()) ? token : null;
	}

}
