package dev.durable.web;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.durable.OrchestrationClient;
import dev.durable.engine.InstanceHistory;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.AbstractHandlerMapping;

/**
 * {@link HandlerMapping} of the management API. It takes every request below its base
 * path, before the application's own mappings, so that path prefixes, versions, advice,
 * message converters and CORS settings of the application change nothing.
 */
public final class ManagementHandlerMapping extends AbstractHandlerMapping {

	private final ManagementPath path;

	private final ManagementHandler handler;

	/**
	 * Create the mapping.
	 * @param client does what is asked for
	 * @param history knows the history of instances
	 * @param settings how the API is set up
	 * @param observer observes what is done
	 */
	public ManagementHandlerMapping(OrchestrationClient client, InstanceHistory history, ManagementSettings settings,
			ManagementObserver observer) {
		this.path = new ManagementPath(settings.basePath());
		this.handler = new ManagementHandler(settings, this.path, operations(client, history, settings), observer);
		setOrder(-100);
	}

	private static Map<ManagementOperation, Operation> operations(OrchestrationClient client, InstanceHistory history,
			ManagementSettings settings) {
		JsonReader json = new JsonReader(settings.maxJsonDepth());
		ManagementLinks links = new ManagementLinks(settings);
		StatusAnswer statusAnswer = new StatusAnswer(history, links, settings.failedStatus());
		int maxSize = settings.maxPayloadSize();
		Map<ManagementOperation, Operation> operations = new EnumMap<>(ManagementOperation.class);
		operations.put(ManagementOperation.START,
				new StartOperation(client, maxSize, json, new CheckStatus(links), statusAnswer));
		operations.put(ManagementOperation.STATUS, new StatusOperation(client, statusAnswer));
		operations.put(ManagementOperation.WHY, new WhyOperation(client, links));
		operations.put(ManagementOperation.LIST, new ListOperation(client));
		operations.put(ManagementOperation.COUNTS, new CountsOperation(client));
		operations.put(ManagementOperation.RAISE_EVENT, new RaiseEventOperation(client, json, maxSize));
		operations.put(ManagementOperation.TERMINATE, reasoned(settings, json, (request, reason) -> client
			.terminate(request.instanceId(), reason, request.query().flag("recursive", false))));
		operations.put(ManagementOperation.SUSPEND,
				reasoned(settings, json, (request, reason) -> client.suspend(request.instanceId(), reason)));
		operations.put(ManagementOperation.RESUME,
				reasoned(settings, json, (request, reason) -> client.resume(request.instanceId(), reason)));
		operations.put(ManagementOperation.REWIND,
				reasoned(settings, json, (request, reason) -> client.rewind(request.instanceId(), reason)));
		operations.put(ManagementOperation.RESTART, new RestartOperation(client, new CheckStatus(links)));
		operations.put(ManagementOperation.PURGE, new PurgeOperation(client));
		operations.put(ManagementOperation.PURGE_MANY, new PurgeManyOperation(client));
		operations.put(ManagementOperation.DESCRIBE, new DescribeOperation(new ManagementDescription(settings), links));
		return operations;
	}

	private static Operation reasoned(ManagementSettings settings, JsonReader json, ReasonOperation.Action action) {
		return new ReasonOperation(json, settings.maxPayloadSize(), action);
	}

	@Override
	protected @Nullable Object getHandlerInternal(HttpServletRequest request) {
		return (AnsweringHandler.isGivenUp(request) || this.path.segments(request) != null) ? this.handler : null;
	}

	@Override
	protected void detectMappedInterceptors(List<HandlerInterceptor> interceptors) {
		// Not the application's, not even those that are meant for every mapping
	}

	@Override
	protected HandlerExecutionChain getCorsHandlerExecutionChain(HttpServletRequest request,
			HandlerExecutionChain chain, @Nullable CorsConfiguration config) {
		return chain;
	}

}
