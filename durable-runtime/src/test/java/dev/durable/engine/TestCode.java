package dev.durable.engine;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.ActivityContext;
import dev.durable.ActivityLocality;

/**
 * The orchestrators and activities of a test, and how often the activities ran.
 */
final class TestCode {

	private final List<OrchestratorDefinition> orchestrators = new ArrayList<>();

	private final List<ActivityDefinition> activities = new ArrayList<>();

	private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();

	TestCode orchestrator(String name, OrchestratorDefinition.Code code) {
		return orchestrator(name, "", Void.class, code);
	}

	TestCode orchestrator(String name, Type inputType, OrchestratorDefinition.Code code) {
		return orchestrator(name, "", inputType, code);
	}

	TestCode orchestrator(String name, String version, Type inputType, OrchestratorDefinition.Code code) {
		this.orchestrators.add(new OrchestratorDefinition(name, version, inputType, code));
		return this;
	}

	TestCode activity(String name, Type inputType, ActivityDefinition.Code code) {
		return activity(name, inputType, ActivityLocality.PREFER_LOCAL, code);
	}

	TestCode activity(String name, Type inputType, ActivityLocality locality, ActivityDefinition.Code code) {
		this.activities.add(new ActivityDefinition(name, inputType, locality, (context, input) -> {
			this.runs.computeIfAbsent(key(context), (key) -> new AtomicInteger()).incrementAndGet();
			return code.run(context, input);
		}));
		return this;
	}

	/**
	 * Add an activity that runs in the transaction in which its result is recorded.
	 */
	TestCode transactionalActivity(String name, Type inputType, ActivityDefinition.Code code) {
		activity(name, inputType, code);
		ActivityDefinition plain = this.activities.remove(this.activities.size() - 1);
		this.activities.add(new ActivityDefinition(name, inputType, ActivityLocality.LOCAL, plain.code(), ""));
		return this;
	}

	/**
	 * Add an activity {@code Increment}.
	 */
	TestCode increment() {
		return activity("Increment", Integer.class, (context, input) -> (Integer) input + 1);
	}

	private static String key(ActivityContext context) {
		return context.instanceId() + "/" + context.idempotencyKey() + "/" + context.attempt();
	}

	/**
	 * Return how often each attempt of each call was executed.
	 */
	Map<String, AtomicInteger> runs() {
		return this.runs;
	}

	int runs(String instanceId) {
		return this.runs.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().startsWith(instanceId + "/"))
			.mapToInt((entry) -> entry.getValue().get())
			.sum();
	}

	Registrations registrations() {
		return new Registrations(this.orchestrators, this.activities);
	}

}
