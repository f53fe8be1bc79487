package dev.durable.observation;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.durable.RuntimeStatus;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EngineMetrics}.
 */
class EngineMetricsTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final EngineMetrics metrics = new EngineMetrics(this.registry, Set.of("Order")::contains,
			Set.of("Charge")::contains);

	@Test
	void tagsAreNamesOfCodeAndOutcomes() {
		this.metrics.started("Order");
		this.metrics.finished("Order", RuntimeStatus.COMPLETED, Duration.ofSeconds(2));
		this.metrics.finished("Order", RuntimeStatus.FAILED, Duration.ofSeconds(3));
		this.metrics.turnRan("Order", Duration.ofMillis(4));
		this.metrics.replayed("Order", 5);
		this.metrics.activityRan("Charge", true, Duration.ofMillis(6));
		this.metrics.activityRan("Charge", false, Duration.ofMillis(7));
		assertThat(this.registry.get("durable.orchestrations.started").tags("name", "Order").counter().count())
			.isEqualTo(1);
		assertThat(this.registry.get("durable.orchestrations.completed")
			.tags("name", "Order", "outcome", "completed")
			.counter()
			.count()).isEqualTo(1);
		assertThat(this.registry.get("durable.orchestrations.duration")
			.tags("name", "Order", "outcome", "failed")
			.timer()
			.totalTime(TimeUnit.SECONDS)).isEqualTo(3);
		assertThat(this.registry.get("durable.turn").tags("name", "Order").timer().totalTime(TimeUnit.MILLISECONDS))
			.isEqualTo(4);
		assertThat(this.registry.get("durable.replay.events").tags("name", "Order").counter().count()).isEqualTo(5);
		assertThat(
				this.registry.get("durable.activities").tags("name", "Charge", "outcome", "completed").timer().count())
			.isEqualTo(1);
		assertThat(this.registry.get("durable.activities")
			.tags("name", "Charge", "outcome", "failed")
			.timer()
			.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(7);
	}

	@Test
	void whatIsNotOfANodeOrTheCodeHasNoTags() {
		this.metrics.committed(3, Duration.ofMillis(8));
		this.metrics.committed(5, Duration.ofMillis(8));
		this.metrics.delivered(Duration.ofSeconds(9));
		this.metrics.delivered(Duration.ofSeconds(-1));
		this.metrics.claimed(2, Duration.ofMillis(10));
		this.metrics.fenced();
		assertThat(this.registry.get("durable.commit").timer().count()).isEqualTo(2);
		assertThat(this.registry.get("durable.commit.batch.size").summary().mean()).isEqualTo(4);
		assertThat(this.registry.get("durable.messages.delivered").counter().count()).isEqualTo(2);
		assertThat(this.registry.get("durable.message.lag").timer().totalTime(TimeUnit.SECONDS)).isEqualTo(9);
		assertThat(this.registry.get("durable.claim").timer().totalTime(TimeUnit.MILLISECONDS)).isEqualTo(10);
		assertThat(this.registry.get("durable.node.fenced").counter().count()).isEqualTo(1);
	}

	@Test
	void namesWithoutCodeAreOneTag() {
		for (int i = 0; i < 100; i++) {
			this.metrics.started("unheard-of-" + i);
			this.metrics.activityRan("unheard-of-" + i, false, Duration.ZERO);
		}
		assertThat(this.registry.get("durable.orchestrations.started").counters()).singleElement()
			.satisfies((counter) -> assertThat(counter.getId().getTag("name")).isEqualTo("unknown"))
			.satisfies((counter) -> assertThat(counter.count()).isEqualTo(100));
		assertThat(this.registry.get("durable.activities").tag("outcome", "failed").timers()).singleElement()
			.satisfies((timer) -> assertThat(timer.count()).isEqualTo(100));
	}

	@Test
	void looksMetersUpOnceForEachName() {
		everything();
		this.registry.getMeters().forEach(this.registry::remove);
		everything();
		assertThat(this.registry.getMeters()).isEmpty();
	}

	@Test
	void everyMeterHasADescriptionAndAUnit() {
		everything();
		assertThat(this.registry.getMeters()).hasSize(13)
			.extracting(Meter::getId)
			.allSatisfy((id) -> assertThat(id.getDescription()).as(id.getName()).isNotBlank())
			.allSatisfy((id) -> assertThat(id.getBaseUnit()).as(id.getName()).isNotBlank());
	}

	private void everything() {
		this.metrics.started("Order");
		this.metrics.finished("Order", RuntimeStatus.COMPLETED, Duration.ofSeconds(2));
		this.metrics.turnRan("Order", Duration.ofMillis(4));
		this.metrics.replayed("Order", 5);
		this.metrics.activityRan("Charge", true, Duration.ofMillis(6));
		this.metrics.activityRan("Charge", false, Duration.ofMillis(7));
		this.metrics.committed(3, Duration.ofMillis(8));
		this.metrics.delivered(Duration.ofSeconds(9));
		this.metrics.claimed(2, Duration.ofMillis(10));
		this.metrics.fenced();
	}

}
