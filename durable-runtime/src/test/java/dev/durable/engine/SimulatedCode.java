package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import dev.durable.ActivityContext;
import dev.durable.ActivityLocality;
import dev.durable.ActivityOptions;
import dev.durable.OrchestrationContext;
import dev.durable.RetryPolicy;
import dev.durable.SubOrchestrationOptions;
import dev.durable.Task;
import dev.durable.TaskFailedException;

/**
 * What runs in the simulation: a little of everything.
 */
final class SimulatedCode {

	private static final ActivityOptions RETRIES = ActivityOptions
		.retry(RetryPolicy.of(3, Duration.ofSeconds(1)).backoff(2));

	private SimulatedCode() {
	}

	static Registrations registrations(boolean complete, Consumer<ActivityContext> beforeActivity) {
		List<OrchestratorDefinition> orchestrators = new ArrayList<>(List.of(
				new OrchestratorDefinition("Steps", "", Integer.class,
						(context, input) -> steps(context, (Integer) input)),
				new OrchestratorDefinition("FanOut", "", Integer.class,
						(context, input) -> fanOut(context, (Integer) input, "Increment", "Flaky")),
				new OrchestratorDefinition("Counter", "", Counter.class,
						(context, input) -> counter(context, (Counter) input)),
				new OrchestratorDefinition("Scatter", "", Integer.class,
						(context, input) -> fanOut(context, (Integer) input, "Remote", "RemoteFlaky")),
				new OrchestratorDefinition("Patient", "", Void.class, (context, input) -> patient(context)),
				new OrchestratorDefinition("Parent", "", Integer.class,
						(context, input) -> parent(context, (Integer) input)),
				new OrchestratorDefinition("Fragile", "", Integer.class,
						(context, input) -> fragile(context, (Integer) input)),
				new OrchestratorDefinition("FragileChild", "", Integer.class,
						(context, input) -> context.callActivity("Flaky", input, Integer.class).await()),
				new OrchestratorDefinition("Family", "", Integer.class,
						(context, input) -> family(context, (Integer) input))));
		if (complete) {
			orchestrators.add(new OrchestratorDefinition("Held", "", Integer.class,
					(context, input) -> fanOut(context, (Integer) input, "Increment", "RemoteFlaky")));
			orchestrators.add(new OrchestratorDefinition("Racer", "", Integer.class,
					(context, input) -> racer(context, (Integer) input, "Flaky")));
			orchestrators.add(new OrchestratorDefinition("RemoteRacer", "", Integer.class,
					(context, input) -> racer(context, (Integer) input, "RemoteFlaky")));
		}
		ActivityDefinition.Code increment = (context, input) -> {
			beforeActivity.accept(context);
			return (Integer) input + 1;
		};
		ActivityDefinition.Code flaky = (context, input) -> {
			beforeActivity.accept(context);
			if (context.attempt() < 2) {
				throw new IllegalStateException("not yet");
			}
			return (Integer) input + 1;
		};
		return new Registrations(orchestrators,
				List.of(new ActivityDefinition("Increment", Integer.class, increment),
						new ActivityDefinition("Flaky", Integer.class, flaky),
						new ActivityDefinition("Remote", Integer.class, ActivityLocality.ANY_NODE, increment),
						new ActivityDefinition("RemoteFlaky", Integer.class, ActivityLocality.ANY_NODE, flaky)));
	}

	private static int steps(OrchestrationContext context, int input) {
		int value = input;
		for (int i = 0; i < 3; i++) {
			value = context.callActivity("Increment", value, Integer.class).await();
		}
		context.setCustomStatus("done with " + value);
		return value;
	}

	private static int fanOut(OrchestrationContext context, int width, String even, String odd) {
		List<Task<Integer>> tasks = new ArrayList<>();
		for (int i = 0; i < width; i++) {
			tasks.add(context.callActivity((i % 2 == 0) ? even : odd, i, Integer.class, RETRIES));
		}
		return context.<Integer>allOf(tasks).await().stream().mapToInt(Integer::intValue).sum();
	}

	/**
	 * Counts events two at a time, then continues as new.
	 */
	private static List<String> counter(OrchestrationContext context, Counter state) {
		List<String> seen = new ArrayList<>(state.seen());
		for (int i = 0; i < 2; i++) {
			String event = context.waitForEvent("count", String.class).await();
			seen.add(event);
			if (event.endsWith("end")) {
				return seen;
			}
		}
		context.continueAsNew(new Counter(seen));
		return List.of();
	}

	/**
	 * Waits for an event with a time limit, then sleeps.
	 */
	private static String patient(OrchestrationContext context) {
		Task<String> event = context.waitForEvent("hurry", String.class);
		Task<?> first = context.anyOf(event, context.createTimer(Duration.ofSeconds(20))).await();
		context.sleep(Duration.ofSeconds(15));
		return (first == event) ? event.await() : "timeout";
	}

	/**
	 * Leaves an activity behind that waits for its second attempt, and begins anew.
	 */
	private static int racer(OrchestrationContext context, int generation, String activity) {
		Task<Integer> left = context.callActivity(activity, generation * 10, Integer.class, RETRIES);
		if (generation == 4) {
			return left.await();
		}
		context.anyOf(left, context.createTimer(Duration.ofMillis(600))).await();
		context.continueAsNew(generation + 1);
		return 0;
	}

	/**
	 * Fails three times, and undoes something each time, while something else goes on.
	 */
	private static int fragile(OrchestrationContext context, int input) {
		Task<Integer> beside = context.callActivity("Increment", input, Integer.class);
		Task<Integer> child = context.callSubOrchestration("FragileChild", input, Integer.class);
		try {
			int sum = context.callActivity("Increment", 100, Integer.class).await();
			sum += child.await();
			sum += context.callActivity("Flaky", input, Integer.class).await();
			sum += context.callActivity("RemoteFlaky", input, Integer.class).await();
			return sum + beside.await();
		}
		catch (TaskFailedException ex) {
			context.callActivity("Increment", 1_000, Integer.class).await();
			throw ex;
		}
	}

	/**
	 * Waits for children that wait for ever.
	 */
	private static int family(OrchestrationContext context, int depth) {
		if (depth == 0) {
			context.waitForEvent("never", String.class).await();
		}
		List<Task<Integer>> children = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			children.add(context.callSubOrchestration("Family", depth - 1, Integer.class,
					SubOrchestrationOptions.DEFAULT.withInstanceId(context.instanceId() + "." + i)));
		}
		return context.<Integer>allOf(children).await().size();
	}

	private static int parent(OrchestrationContext context, int input) {
		Task<Integer> left = context.callSubOrchestration("Steps", input, Integer.class);
		Task<Integer> right = context.callSubOrchestration("FanOut", 3, Integer.class);
		int sum = left.await() + right.await();
		try {
			context
				.callSubOrchestration("Steps", 1, Integer.class,
						SubOrchestrationOptions.DEFAULT.withInstanceId(context.instanceId()))
				.await();
		}
		catch (TaskFailedException ex) {
			sum++;
		}
		return sum;
	}

	/**
	 * What a counter carries on.
	 *
	 * @param seen the events so far
	 */
	record Counter(List<String> seen) {

	}

}
