package dev.durable.observation;

/**
 * Parts of the names of spans.
 */
final class SpanNames {

	static final String ORCHESTRATION = "orchestration";

	static final String ACTIVITY = "activity";

	static final String TIMER = "timer";

	static final String ABANDONED = "Abandoned";

	private SpanNames() {
	}

	/**
	 * Return a name with its version, if it has one.
	 */
	static String versioned(String name, String version) {
		return version.isEmpty() ? name : name + "@(" + version + ")";
	}

}
