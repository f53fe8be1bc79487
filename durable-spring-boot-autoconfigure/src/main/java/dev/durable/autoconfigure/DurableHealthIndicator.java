package dev.durable.autoconfigure;

import java.time.Duration;

import dev.durable.engine.DurableEngine;
import dev.durable.engine.EngineSettings;
import dev.durable.engine.EngineStatistics;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * {@link HealthIndicator} for the engine of durable orchestrations. Asks no database: the
 * node's heartbeats and commits tell whether that can be reached.
 */
final class DurableHealthIndicator extends AbstractHealthIndicator {

	private static final int RAREST_POLLS = 10;

	private final DurableEngine engine;

	private final Duration patience;

	private final Duration patienceWithDispatcher;

	/**
	 * Create the indicator.
	 * @param engine the engine
	 * @param settings how it behaves
	 */
	DurableHealthIndicator(DurableEngine engine, EngineSettings settings) {
		super("The health of durable orchestrations could not be found out");
		this.engine = engine;
		this.patience = settings.nodeTimeout();
		this.patienceWithDispatcher = this.patience.plus(settings.pollInterval().multipliedBy(RAREST_POLLS));
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
		builder.withDetail("database", this.engine.database());
		if (statistics.node() != null) {
			builder.withDetail("node", statistics.node());
		}
		seconds(builder, "secondsSinceHeartbeat", statistics.sinceHeartbeat());
		seconds(builder, "secondsSinceLook", statistics.sinceLook());
		seconds(builder, "secondsSinceCommit", statistics.committer().sinceCommit());
		seconds(builder, "secondsWithoutCommit", statistics.committer().stalled());
	}

	private static void seconds(Health.Builder builder, String name, @Nullable Duration duration) {
		if (duration != null) {
			builder.withDetail(name, duration.toSeconds());
		}
	}

	private @Nullable String problem(EngineStatistics statistics) {
		if (!statistics.running()) {
			return "The engine has not been started, or has been stopped";
		}
		if (statistics.node() == null) {
			return "This node was taken for dead and has not joined anew yet";
		}
		if (!statistics.healthy() || isLongerThan(this.patience, statistics.sinceHeartbeat())) {
			return "The heartbeats of this node do not arrive in the database";
		}
		if (isLongerThan(this.patience, statistics.committer().stalled())) {
			return "Nothing could be committed for " + statistics.committer().stalled().toSeconds() + " seconds";
		}
		if (isLongerThan(this.patienceWithDispatcher, statistics.sinceLook())) {
			return "The dispatcher has not looked for due instances for " + statistics.sinceLook().toSeconds()
					+ " seconds";
		}
		return null;
	}

	private static boolean isLongerThan(Duration patience, @Nullable Duration duration) {
		return duration != null && duration.compareTo(patience) > 0;
	}

}
