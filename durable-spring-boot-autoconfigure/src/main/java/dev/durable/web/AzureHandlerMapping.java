package dev.durable.web;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.durable.OrchestrationClient;
import dev.durable.engine.InstanceHistory;
import dev.durable.observation.TraceContextBridge;
import dev.durable.store.DurableStore;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.handler.AbstractHandlerMapping;

/**
 * Brings the management API to Azure's clients, which look for it below paths of their
 * own. It stands apart from the application as {@link ManagementHandlerMapping} does.
 */
public final class AzureHandlerMapping extends AbstractHandlerMapping {

	private final AzureHandler handler;

	/**
	 * Create the mapping.
	 * @param client does what is asked for
	 * @param history knows the history of instances
	 * @param store knows the instances of other task hubs, or {@code null} if they are
	 * not to be found
	 * @param traceContext knows the trace context of those who send events there
	 * @param settings how the API is set up
	 * @param azure how the routes for Azure's clients are set up
	 * @param observer observes what is done
	 */
	public AzureHandlerMapping(OrchestrationClient client, InstanceHistory history, @Nullable DurableStore store,
			TraceContextBridge traceContext, ManagementSettings settings, AzureSettings azure,
			ManagementObserver observer) {
		AzureTaskHub own = new AzureTaskHub(azure.taskHub(), client, history);
		AzureTaskHubs taskHubs = new AzureTaskHubs(own, store, traceContext, azure.maxBufferedEvents());
		this.handler = new AzureHandler(settings, azure, taskHubs, operations(taskHubs, settings, azure), observer);
		// Before the other mapping, whose base path may be '/runtime'
		setOrder(-101);
	}

	private static Map<ManagementOperation, AzureOperation> operations(AzureTaskHubs taskHubs,
			ManagementSettings settings, AzureSettings azure) {
		JsonReader json = new JsonReader(settings.maxJsonDepth());
		AzureLinks links = new AzureLinks(settings, azure);
		AzureStatusAnswer statusAnswer = new AzureStatusAnswer(links);
		AzureStarted started = new AzureStarted(links, statusAnswer);
		int maxSize = settings.maxPayloadSize();
		Map<ManagementOperation, AzureOperation> operations = new EnumMap<>(ManagementOperation.class);
		operations.put(ManagementOperation.START, new AzureStart(maxSize, json, started));
		operations.put(ManagementOperation.STATUS, new AzureStatus(statusAnswer));
		operations.put(ManagementOperation.LIST, new AzureList(taskHubs));
		operations.put(ManagementOperation.RAISE_EVENT, new AzureRaiseEvent(json, maxSize));
		operations.put(ManagementOperation.TERMINATE, new AzureAction(OrchestrationClient::terminate));
		operations.put(ManagementOperation.SUSPEND, new AzureAction(OrchestrationClient::suspend));
		operations.put(ManagementOperation.RESUME, new AzureAction(OrchestrationClient::resume));
		operations.put(ManagementOperation.REWIND, new AzureRewind());
		operations.put(ManagementOperation.RESTART, new AzureRestart(started));
		operations.put(ManagementOperation.PURGE, new AzurePurge());
		operations.put(ManagementOperation.PURGE_MANY, new AzurePurgeMany(taskHubs));
		return operations;
	}

	@Override
	protected @Nullable Object getHandlerInternal(HttpServletRequest request) {
		return (AnsweringHandler.isGivenUp(request) || this.handler.prefix(request) != null) ? this.handler : null;
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
