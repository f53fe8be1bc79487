package dev.durable.web;

import java.util.List;

import dev.durable.OrchestrationFilter;
import dev.durable.OrchestrationPage;
import dev.durable.OrchestrationQuery;

import org.springframework.http.HttpStatus;

/**
 * Lists instances.
 */
final class AzureList implements AzureOperation {

	private static final String CONTINUATION_TOKEN = "x-ms-continuation-token";

	private final AzureTaskHubs taskHubs;

	AzureList(AzureTaskHubs taskHubs) {
		this.taskHubs = taskHubs;
	}

	@Override
	public Reply handle(AzureRequest request) {
		if (!this.taskHubs.isKnown(request.taskHub())) {
			return AzureAnswers.NOT_FOUND;
		}
		StatusView view = new StatusView(request.view().showInput(), false, false, false);
		OrchestrationPage page = list(request, query(request).withInput(view.showInput()));
		request.observed().setListed(page.statuses().size());
		Answer answer = AzureAnswers.json(HttpStatus.OK, (json) -> {
			json.writeStartArray();
			page.statuses().forEach((status) -> AzureStatusAnswer.write(json, status, List.of(), view));
			json.writeEndArray();
		});
		// Clients ask for more until there is none
		String token = page.continuationToken();
		return (token != null) ? answer.withHeader(CONTINUATION_TOKEN, token) : answer;
	}

	private static OrchestrationQuery query(AzureRequest request) {
		AzureQuery query = request.query();
		OrchestrationFilter filter = request.taskHub()
			.all()
			.withRuntimeStatuses(query.statuses("runtimeStatus"))
			.withInstanceIdPrefix(query.text("instanceIdPrefix"))
			.withCreatedFrom(query.time("createdTimeFrom"))
			.withCreatedTo(query.time("createdTimeTo"));
		Integer top = query.number("top");
		int pageSize = (top != null) ? Math.min(top, OrchestrationQuery.MAX_PAGE_SIZE)
				: OrchestrationQuery.DEFAULT.pageSize();
		String token = request.servlet().getHeader(CONTINUATION_TOKEN);
		return OrchestrationQuery.of(filter)
			.withPageSize(pageSize)
			.withContinuationToken((token != null && !token.isBlank()) ? token : null);
	}

	private static OrchestrationPage list(AzureRequest request, OrchestrationQuery query) {
		return Problems.withArguments(() -> request.client().list(query));
	}

}
