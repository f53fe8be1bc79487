package dev.durable.web;

import java.util.EnumMap;
import java.util.Map;

import dev.durable.OrchestrationClient;
import dev.durable.engine.InstanceHistory;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.servlet.HandlerExecutionChain;
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
	 * @param settings how the API is set up
	 * @param azure how the routes for Azure's clients are set up
	 */
	public AzureHandlerMapping(OrchestrationClient client, InstanceHistory history, ManagementSettings settings,
			AzureSettings azure) {
		this.handler = new AzureHandler(settings, azure, operations(client, history, settings, azure));
		// Before the other mapping, whose base path may be '/runtime'
		setOrder(-101);
	}

	private static Map<ManagementOperation, AzureOperation> operations(OrchestrationClient client,
			InstanceHistory history, ManagementSettings settings, AzureSettings azure) {
		JsonReader json = new JsonReader(settings.maxJsonDepth());
		AzureLinks links = new AzureLinks(settings, azure);
		AzureStatusAnswer statusAnswer = new AzureStatusAnswer(history, links);
		int maxSize = settings.maxPayloadSize();
		Map<ManagementOperation, AzureOperation> operations = new EnumMap<>(ManagementOperation.class);
		operations.put(ManagementOperation.START, new AzureStart(client, maxSize, json, links, statusAnswer));
		operations.put(ManagementOperation.STATUS, new AzureStatus(client, statusAnswer));
		operations.put(ManagementOperation.RAISE_EVENT, new AzureRaiseEvent(client, json, maxSize));
		operations.put(ManagementOperation.TERMINATE, new AzureAction(client::terminate));
		operations.put(ManagementOperation.SUSPEND, new AzureAction(client::suspend));
		operations.put(ManagementOperation.RESUME, new AzureAction(client::resume));
		operations.put(ManagementOperation.PURGE, new AzurePurge(client));
		return operations;
	}

	@Override
	protected @Nullable Object getHandlerInternal(HttpServletRequest request) {
		return (this.handler.prefix(request) != null) ? this.handler : null;
	}

	@Override
	protected HandlerExecutionChain getCorsHandlerExecutionChain(HttpServletRequest request,
			HandlerExecutionChain chain, @Nullable CorsConfiguration config) {
		return chain;
	}

}
