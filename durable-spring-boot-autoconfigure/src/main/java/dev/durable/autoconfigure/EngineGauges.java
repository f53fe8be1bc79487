package dev.durable.autoconfigure;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import dev.durable.RuntimeStatus;
import dev.durable.engine.DurableEngine;
import dev.durable.engine.EngineStatistics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Gauges of what an engine is doing at the moment; they read what it counts anyway. Only
 * how many instances there are is asked from the database, now and then.
 */
final class EngineGauges implements MeterBinder {

	private static final String COMMITS_WAITING = "durable.commit.waiting";

	private final ObjectProvider<DurableEngine> engines;

	private final InstanceCounts counts;

	EngineGauges(ObjectProvider<DurableEngine> engines) {
		this.engines = engines;
		this.counts = new InstanceCounts(this::count, EngineGauges::countOnNewThread, System::nanoTime);
	}

	private Map<RuntimeStatus, Long> count() {
		return this.engines.getObject().client().counts().byStatus();
	}

	private static void countOnNewThread(Runnable count) {
		Thread thread = new Thread(count, "durable-instance-counts");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge("durable.orchestrations.active", "Instances of which this node runs or commits a turn", "instances",
				EngineStatistics::activeInstances)
			.register(registry);
		gauge("durable.orchestrations.cached", "Instances in the memory of this node", "instances",
				EngineStatistics::cachedInstances)
			.register(registry);
		gauge("durable.activities.queued", "Activities that wait for a worker of this node", "activities",
				EngineStatistics::queuedActivities)
			.register(registry);
		gauge("durable.activities.running", "Activities that run on this node", "activities",
				EngineStatistics::runningActivities)
			.register(registry);
		gauge(COMMITS_WAITING, "Commits of this node that wait for a transaction", "commits",
				(statistics) -> statistics.committer().waiting())
			.tag("lane", "first")
			.register(registry);
		gauge(COMMITS_WAITING, "Commits of this node that wait for a transaction", "commits",
				(statistics) -> statistics.committer().secondLane())
			.tag("lane", "second")
			.register(registry);
		gauge("durable.commit.stalled", "Time for which this node has had something to commit without success",
				"seconds", (statistics) -> seconds(statistics.committer().stalled()))
			.register(registry);
		gauge("durable.node.heartbeat.age", "Time since the last heartbeat of this node that arrived", "seconds",
				(statistics) -> (statistics.sinceHeartbeat() != null) ? seconds(statistics.sinceHeartbeat())
						: Double.NaN)
			.register(registry);
		for (RuntimeStatus status : RuntimeStatus.values()) {
			Gauge.builder("durable.instances", this.counts, (counted) -> counted.of(status))
				.description("Instances of the task hub, whichever node has them; counted every 30 s at most")
				.baseUnit("instances")
				.tag("status", status.displayName().toLowerCase(Locale.ROOT))
				.register(registry);
		}
	}

	private Gauge.Builder<?> gauge(String name, String description, String unit,
			ToDoubleFunction<EngineStatistics> value) {
		return Gauge.builder(name, this.engines, (provider) -> value(provider, value))
			.description(description)
			.baseUnit(unit);
	}

	private static double value(ObjectProvider<DurableEngine> engines, ToDoubleFunction<EngineStatistics> value) {
		DurableEngine engine = engines.getIfUnique();
		return (engine != null) ? value.applyAsDouble(engine.statistics()) : Double.NaN;
	}

	private static double seconds(Duration duration) {
		return duration.toMillis() / 1_000.0;
	}

}
