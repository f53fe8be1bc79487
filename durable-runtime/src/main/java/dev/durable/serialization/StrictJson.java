package dev.durable.serialization;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON as the standard has it, token by token, whatever the application's own
 * mapper takes. For code that keeps values as they are written and makes nothing of them,
 * so that none is too long.
 */
public final class StrictJson {

	private StrictJson() {
	}

	/**
	 * Return a factory of parsers. Thread-safe, to be made once.
	 * @param maxDepth how deep objects and arrays may be nested
	 * @return the factory
	 */
	public static JsonFactory factory(int maxDepth) {
		return JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder()
				.maxNestingDepth(maxDepth)
				.maxNumberLength(Integer.MAX_VALUE)
				.maxStringLength(Integer.MAX_VALUE)
				.maxNameLength(Integer.MAX_VALUE)
				.build())
			// Else the factory would keep names, however long they are
			.disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
			.build();
	}

}
