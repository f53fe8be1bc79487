package dev.durable.trace;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

import dev.durable.Activity;
import dev.durable.ActivityContext;
import dev.durable.ActivityLocality;
import dev.durable.OrchestrationContext;
import dev.durable.Orchestrator;
import dev.durable.TraceContext;
import dev.durable.observation.TraceContextBridge;
import io.micrometer.tracing.BaggageInScope;
import io.micrometer.tracing.Tracer;
import org.slf4j.MDC;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Orchestrations that tell what they see of their trace, that fail once, or that take
 * longer than their process lives.
 */
class TracedWork {

	static final String HELD = "The activity is held";

	private final Tracer tracer;

	private final TraceContextBridge bridge;

	private final boolean holding;

	private final Set<String> failed = ConcurrentHashMap.newKeySet();

	private final Semaphore slow = new Semaphore(0);

	TracedWork(ObjectProvider<Tracer> tracers, TraceContextBridge bridge, boolean holding) {
		this.tracer = tracers.getIfAvailable();
		this.bridge = bridge;
		this.holding = holding;
	}

	@Orchestrator("Looks")
	Map<String, String> looks(OrchestrationContext context) {
		Map<String, String> seen = new TreeMap<>();
		seen.put("orchestrator", look(this.bridge.current()));
		seen.put("activity", lookWithBaggage(context));
		seen.put("elsewhere", context.callActivity("LookElsewhere", null, String.class).await());
		seen.put("child", context.callSubOrchestration("LooksToo", null, String.class).await());
		return seen;
	}

	/**
	 * What code adds on its way is not for the calls of its own orchestration.
	 */
	@SuppressWarnings("try")
	private String lookWithBaggage(OrchestrationContext context) {
		if (this.tracer == null) {
			return context.callActivity("Look", null, String.class).await();
		}
		try (BaggageInScope added = this.tracer.createBaggageInScope("tenant", "another")) {
			return context.callActivity("Look", null, String.class).await();
		}
	}

	@Orchestrator("LooksToo")
	String looksToo(OrchestrationContext context) {
		return context.callActivity("LookElsewhere", null, String.class).await();
	}

	@Activity("Look")
	String look(ActivityContext context) {
		return look(context.traceContext());
	}

	@Activity(value = "LookElsewhere", locality = ActivityLocality.ANY_NODE)
	String lookElsewhere(ActivityContext context) {
		return look(context.traceContext());
	}

	/**
	 * Return trace, state, baggage, instance and the current span as code and log see
	 * them.
	 */
	private String look(TraceContext context) {
		String tenant = (this.tracer != null && this.tracer.getBaggage("tenant") != null)
				? this.tracer.getBaggage("tenant").get() : null;
		return String.join(" ", MDC.get("traceId"), context.traceId(), String.valueOf(context.traceState()),
				context.traceParent().substring(53), String.valueOf(tenant), String.valueOf(MDC.get("tenant")),
				String.valueOf(context.baggage()), String.valueOf(MDC.get("spanId").equals(context.spanId())),
				String.valueOf(MDC.get("durable.instanceId") != null));
	}

	@Orchestrator("Recovers")
	String recovers(OrchestrationContext context, String key) {
		context.callActivity("Look", null, String.class).await();
		return context.callSubOrchestration("RecoversToo", key, String.class).await();
	}

	@Orchestrator("RecoversToo")
	String recoversToo(OrchestrationContext context, String key) {
		return context.callActivity("FailOnce", key, String.class).await();
	}

	@Activity("FailOnce")
	String failOnce(String key) {
		if (this.failed.add(key)) {
			throw new IllegalStateException("not yet");
		}
		return key;
	}

	@Orchestrator("Abandons")
	String abandons(OrchestrationContext context) {
		context.callActivity("Slow", null, Void.class);
		return context.waitForEvent("Go", String.class).await();
	}

	@Activity("Slow")
	void slow() throws InterruptedException {
		this.slow.acquire();
	}

	boolean isSlow() {
		return this.slow.hasQueuedThreads();
	}

	void endSlow() {
		this.slow.release(this.slow.getQueueLength());
	}

	@Orchestrator("Journey")
	List<String> journey(OrchestrationContext context, int leg) {
		if (leg == 2) {
			return List.of(context.callActivity("LookElsewhere", null, String.class).await(),
					context.callActivity("Look", null, String.class).await());
		}
		context.callActivity("Look", null, String.class).await();
		context.createTimer(Duration.ofMillis(5)).await();
		context.callSubOrchestration("LooksToo", null, String.class).await();
		context.callActivity("Hold", null, Void.class).await();
		context.waitForEvent("Go", String.class).await();
		context.continueAsNew(2);
		return List.of();
	}

	@Activity("Hold")
	void hold() {
		while (this.holding) {
			System.out.println(HELD);
			LockSupport.park();
		}
	}

}
