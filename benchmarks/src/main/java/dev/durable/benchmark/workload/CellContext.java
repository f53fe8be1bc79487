package dev.durable.benchmark.workload;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

import dev.durable.benchmark.meter.ResourceMeter;
import dev.durable.benchmark.system.ActivityBody;
import dev.durable.benchmark.system.BenchmarkedSystem;
import dev.durable.benchmark.system.Environment;
import dev.durable.benchmark.system.SystemType;

/**
 * What a workload runs with.
 *
 * @param system the system
 * @param starter starts it
 * @param url the JDBC URL of an empty database
 * @param warmUp how long to run before measuring
 * @param duration how long to measure what has no end of its own
 * @param scale what part of the usual amount to run, where the amount is fixed
 */
public record CellContext(SystemType system, Function<Environment, BenchmarkedSystem> starter, String url,
		Duration warmUp, Duration duration, double scale) {

	BenchmarkedSystem start(int inFlight, ActivityBody activity) {
		return start(inFlight, activity, Map.of());
	}

	BenchmarkedSystem start(int inFlight, ActivityBody activity, Map<String, Object> properties) {
		return this.starter.apply(new Environment(this.url, inFlight, activity, properties));
	}

	ResourceMeter meter() throws SQLException {
		return new ResourceMeter(this.system.isOnH2() ? "jdbc:h2:" : this.url);
	}

	int scaled(int amount) {
		return Math.max(1, (int) (amount * this.scale));
	}

}
