package dev.durable.autoconfigure;

import java.util.function.ToIntFunction;

import dev.durable.engine.DurableEngine;
import dev.durable.engine.EngineStatistics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Gauges of what an engine is doing at the moment; they read what it counts anyway.
 */
final class EngineGauges implements MeterBinder {

	private final ObjectProvider<DurableEngine> engines;

	EngineGauges(ObjectProvider<DurableEngine> engines) {
		this.engines = engines;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, "durable.orchestrations.active", "Instances of which this node runs or commits a turn",
				EngineStatistics::activeInstances);
		gauge(registry, "durable.orchestrations.cached", "Instances in the memory of this node",
				EngineStatistics::cachedInstances);
		gauge(registry, "durable.activities.queued", "Activities that wait for a worker of this node",
				EngineStatistics::queuedActivities);
		gauge(registry, "durable.activities.running", "Activities that run on this node",
				EngineStatistics::runningActivities);
	}

	private void gauge(MeterRegistry registry, String name, String description, ToIntFunction<EngineStatistics> value) {
		Gauge.builder(name, this.engines, (engines) -> value(engines, value))
			.description(description)
			.register(registry);
	}

	private static double value(ObjectProvider<DurableEngine> engines, ToIntFunction<EngineStatistics> value) {
		DurableEngine engine = engines.getIfUnique();
		return (engine != null) ? value.applyAsInt(engine.statistics()) : Double.NaN;
	}

}
