package dev.durable.engine;

import dev.durable.ActivityLocality;
import dev.durable.engine.code.OpenActivity;

/**
 * Decides for the attempts of one turn whether this node runs them or hands them over.
 */
final class ActivityPlacement {

	private final EngineServices services;

	private int room;

	ActivityPlacement(EngineServices services) {
		this.services = services;
		this.room = services.load().room(services.settings().maxQueuedActivities());
	}

	/**
	 * Return whether any node may run an attempt, by its row in the store. Without other
	 * nodes a row would only be a way round.
	 */
	boolean isHandedOver(OpenActivity activity) {
		ActivityDefinition definition = this.services.registrations().findActivity(activity.name());
		ActivityLocality locality = (definition != null) ? definition.locality() : ActivityLocality.LOCAL;
		return switch (locality) {
			case ANY_NODE -> true;
			case LOCAL -> false;
			case PREFER_LOCAL -> this.room-- <= 0 && this.services.node().hasOthers();
		};
	}

}
