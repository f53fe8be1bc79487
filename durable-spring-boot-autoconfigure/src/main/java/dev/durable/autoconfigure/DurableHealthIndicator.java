package dev.durable.autoconfigure;

import java.time.Duration;

import dev.durable.engine.DurableEngine;
import dev.durable.engine.EngineStatistics;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * {@link HealthIndicator} for the engine of durable orchestrations. Asks no database: the
 * node's heartbeats tell whether that can be reached.
 */
final class DurableHealthIndicator extends AbstractHealthIndicator {

	private final DurableEngine engine;

	private final Duration patience;

	/**
	 * Create the indicator.
	 * @param engine the engine
	 * @param patience for how long its committer may be without success
	 */
	DurableHealthIndicator(DurableEngine engine, Duration patience) {
		super("The health of durable orchestrations could not be found out");
		this.engine = engine;
		this.patience = patience;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		EngineStatistics statistics = this.engine.statistics();
		String problem = problem(statistics);
		if (problem != null) {
			builder.down().withDetail("problem", problem);
		}
		else {
			builder.up();
		}
		if (statistics.node() != null) {
			builder.withDetail("node", statistics.node());
		}
		if (statistics.sinceHeartbeat() != null) {
			builder.withDetail("secondsSinceHeartbeat", statistics.sinceHeartbeat().toSeconds());
		}
	}

	private @Nullable String problem(EngineStatistics statistics) {
		if (!statistics.running()) {
			return "The engine has not been started, or has been stopped";
		}
		if (statistics.node() == null) {
			return "This node was taken for dead and has not joined anew yet";
		}
		if (!statistics.healthy()) {
			return "The heartbeats of this node do not arrive in the database";
		}
		if (statistics.committerStalled().compareTo(this.patience) > 0) {
			return "Nothing could be committed for " + statistics.committerStalled().toSeconds() + " seconds";
		}
		return null;
	}

}
