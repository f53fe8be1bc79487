package dev.durable.benchmark.system;

import org.jspecify.annotations.Nullable;

/**
 * Ways to run the application that is measured.
 *
 * @param nodes how many nodes, all in this JVM
 * @param web whether it is started through HTTP
 * @param observed whether there are traces and metrics
 * @param url the JDBC URL of another database than the given one
 */
record DurableSetup(int nodes, boolean web, boolean observed, @Nullable String url) {

	static final DurableSetup PLAIN = new DurableSetup(1, false, false, null);

	static DurableSetup nodes(int nodes) {
		return new DurableSetup(nodes, false, false, null);
	}

	static DurableSetup http() {
		return new DurableSetup(1, true, false, null);
	}

	static DurableSetup withObservability() {
		return new DurableSetup(1, false, true, null);
	}

	static DurableSetup database(String url) {
		return new DurableSetup(1, false, false, url);
	}

}
