package dev.durable.observation;

import java.time.Duration;
import java.util.Locale;

import dev.durable.RuntimeStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * {@link EngineListener} that keeps metrics. Their tags are names of orchestrators and
 * outcomes, never an instance.
 */
public final class EngineMetrics implements EngineListener {

	private static final String NAME = "name";

	private final MeterProvider<Counter> started;

	private final MeterProvider<Counter> completed;

	private final MeterProvider<Timer> duration;

	private final MeterProvider<Timer> turn;

	private final MeterProvider<Counter> replayed;

	private final Timer commit;

	private final DistributionSummary batch;

	private final Counter delivered;

	private final Timer claim;

	private final Counter fenced;

	/**
	 * Create the metrics.
	 * @param registry where they are kept
	 */
	public EngineMetrics(MeterRegistry registry) {
		this.started = Counter.builder("durable.orchestrations.started")
			.description("Instances that were created")
			.withRegistry(registry);
		this.completed = Counter.builder("durable.orchestrations.completed")
			.description("Instances that have finished, by outcome")
			.withRegistry(registry);
		this.duration = Timer.builder("durable.orchestrations.duration")
			.description("Time from creation, or start time, to the end of an instance")
			.withRegistry(registry);
		this.turn = Timer.builder("durable.turn")
			.description("Time that the code of a turn runs, without its commit")
			.withRegistry(registry);
		this.replayed = Counter.builder("durable.replay.turns")
			.description("Turns that were replayed from history")
			.withRegistry(registry);
		this.commit = Timer.builder("durable.commit")
			.description("Time of a transaction that commits turns")
			.register(registry);
		this.batch = DistributionSummary.builder("durable.commit.batch.size")
			.description("Instances in one transaction")
			.register(registry);
		this.delivered = Counter.builder("durable.messages.delivered")
			.description("Messages of inboxes that became part of a history")
			.register(registry);
		this.claim = Timer.builder("durable.claim")
			.description("Time to look for instances to claim")
			.register(registry);
		this.fenced = Counter.builder("durable.node.fenced")
			.description("How often this node was taken for dead")
			.register(registry);
	}

	@Override
	public void started(String orchestrator) {
		this.started.withTags(NAME, orchestrator).increment();
	}

	@Override
	public void finished(String orchestrator, RuntimeStatus outcome, Duration time) {
		String tag = outcome.displayName().toLowerCase(Locale.ROOT);
		this.completed.withTags(NAME, orchestrator, "outcome", tag).increment();
		this.duration.withTags(NAME, orchestrator, "outcome", tag).record(time.isNegative() ? Duration.ZERO : time);
	}

	@Override
	public void turnRan(String orchestrator, Duration time) {
		this.turn.withTags(NAME, orchestrator).record(time);
	}

	@Override
	public void committed(int instances, Duration time) {
		this.commit.record(time);
		this.batch.record(instances);
	}

	@Override
	public void replayed(String orchestrator, int turns) {
		this.replayed.withTags(NAME, orchestrator).increment(turns);
	}

	@Override
	public void delivered(int messages) {
		this.delivered.increment(messages);
	}

	@Override
	public void claimed(int instances, Duration time) {
		this.claim.record(time);
	}

	@Override
	public void fenced() {
		this.fenced.increment();
	}

}
