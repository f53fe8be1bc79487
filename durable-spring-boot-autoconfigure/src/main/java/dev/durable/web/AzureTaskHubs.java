package dev.durable.web;

import dev.durable.OrchestrationPage;
import dev.durable.OrchestrationQuery;
import dev.durable.engine.code.Names;
import dev.durable.observation.TraceContextBridge;
import dev.durable.store.DurableStore;
import org.jspecify.annotations.Nullable;

/**
 * Finds task hubs: the application's own, and others in the same database.
 */
final class AzureTaskHubs {

	private final AzureTaskHub own;

	private final @Nullable DurableStore store;

	private final TraceContextBridge traceContext;

	private final int maxBufferedEvents;

	AzureTaskHubs(AzureTaskHub own, @Nullable DurableStore store, TraceContextBridge traceContext,
			int maxBufferedEvents) {
		this.own = own;
		this.store = store;
		this.traceContext = traceContext;
		this.maxBufferedEvents = maxBufferedEvents;
	}

	/**
	 * Find a task hub by its name, whether or not there are any instances in it.
	 * @param name the name, or {@code null} for the application's own
	 * @return the task hub, or {@code null} if there is certainly none of that name
	 */
	@Nullable AzureTaskHub find(@Nullable String name) {
		if (name == null || name.equals(this.own.name())) {
			return this.own;
		}
		if (this.store == null || !isUsable(name)) {
			return null;
		}
		OtherTaskHub other = new OtherTaskHub(name, this.own.client(), this.store, this.traceContext,
				this.maxBufferedEvents);
		return new AzureTaskHub(name, other, other);
	}

	private static boolean isUsable(String name) {
		try {
			Names.require("task hub", name);
			// What has been replaced is kept in a task hub that nobody can name
			return name.charAt(0) != '@';
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * Return whether a task hub is known: another one is by its instances.
	 */
	boolean isKnown(AzureTaskHub taskHub) {
		if (taskHub.name().equals(this.own.name())) {
			return true;
		}
		OrchestrationPage page = this.own.client()
			.list(OrchestrationQuery.of(taskHub.all()).withPageSize(1).withInput(false).withOutput(false));
		return !page.statuses().isEmpty() || page.continuationToken() != null;
	}

}
