package dev.durable.engine;

import org.jspecify.annotations.Nullable;

/**
 * Lets failed instances go on.
 */
final class InstanceRewind {

	InstanceRewind(EngineServices services, InstanceEvents engine) {
	}

	void rewind(String instanceId, @Nullable String reason) {
		throw new UnsupportedOperationException("Not yet");
	}

}
