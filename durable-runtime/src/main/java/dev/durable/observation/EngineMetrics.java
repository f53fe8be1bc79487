package dev.durable.observation;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import dev.durable.RuntimeStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * {@link EngineListener} that keeps metrics. Their tags are names of orchestrators and
 * activities that are registered, and outcomes, never an instance. Meters are looked up
 * once for each name, not for each event.
 */
public final class EngineMetrics implements EngineListener {

	/**
	 * Stands for all names that are not registered on this node.
	 */
	static final String UNKNOWN = "unknown";

	private final MeterRegistry registry;

	private final Predicate<String> orchestrators;

	private final Predicate<String> activities;

	private final Map<String, OrchestratorMeters> byOrchestrator = new ConcurrentHashMap<>();

	private final Map<String, ActivityMeters> byActivity = new ConcurrentHashMap<>();

	private final Timer commit;

	private final DistributionSummary batch;

	private final Counter delivered;

	private final Timer lag;

	private final Timer claim;

	private final Counter fenced;

	/**
	 * Create the metrics.
	 * @param registry where they are kept
	 * @param orchestrators knows the names of orchestrators that may become tags
	 * @param activities knows the names of activities that may become tags
	 */
	public EngineMetrics(MeterRegistry registry, Predicate<String> orchestrators, Predicate<String> activities) {
		this.registry = registry;
		this.orchestrators = orchestrators;
		this.activities = activities;
		this.commit = Timer.builder("durable.commit")
			.description("Time of a transaction that commits turns")
			.register(registry);
		this.batch = DistributionSummary.builder("durable.commit.batch.size")
			.description("Instances in one transaction that commits turns")
			.baseUnit("instances")
			.register(registry);
		this.delivered = Counter.builder("durable.messages.delivered")
			.description("Messages of inboxes that became part of a history")
			.baseUnit("messages")
			.register(registry);
		this.lag = Timer.builder("durable.message.lag")
			.description("Time from the arrival of a message in an inbox to the turn that consumed it")
			.register(registry);
		this.claim = Timer.builder("durable.claim")
			.description("Time to look for instances to claim")
			.register(registry);
		this.fenced = Counter.builder("durable.node.fenced")
			.description("How often this node was taken for dead and lost its instances")
			.baseUnit("times")
			.register(registry);
	}

	@Override
	public void started(String orchestrator) {
		orchestrator(orchestrator).started();
	}

	@Override
	public void finished(String orchestrator, RuntimeStatus outcome, Duration time) {
		orchestrator(orchestrator).finished(outcome, notNegative(time));
	}

	@Override
	public void turnRan(String orchestrator, Duration time) {
		orchestrator(orchestrator).turnRan(time);
	}

	@Override
	public void activityRan(String activity, boolean completed, Duration time) {
		activity(activity).ran(completed, time);
	}

	@Override
	public void committed(int instances, Duration time) {
		this.commit.record(time);
		this.batch.record(instances);
	}

	@Override
	public void replayed(String orchestrator, int events) {
		orchestrator(orchestrator).replayed(events);
	}

	@Override
	public void delivered(Duration time) {
		this.delivered.increment();
		this.lag.record(notNegative(time));
	}

	@Override
	public void claimed(int instances, Duration time) {
		this.claim.record(time);
	}

	@Override
	public void fenced() {
		this.fenced.increment();
	}

	private OrchestratorMeters orchestrator(String name) {
		OrchestratorMeters known = this.byOrchestrator.get(name);
		if (known != null) {
			return known;
		}
		String tag = this.orchestrators.test(name) ? name : UNKNOWN;
		return this.byOrchestrator.computeIfAbsent(tag, (key) -> new OrchestratorMeters(this.registry, key));
	}

	private ActivityMeters activity(String name) {
		ActivityMeters known = this.byActivity.get(name);
		if (known != null) {
			return known;
		}
		String tag = this.activities.test(name) ? name : UNKNOWN;
		return this.byActivity.computeIfAbsent(tag, (key) -> new ActivityMeters(this.registry, key));
	}

	private static Duration notNegative(Duration time) {
		return time.isNegative() ? Duration.ZERO : time;
	}

}
