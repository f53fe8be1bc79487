package dev.durable.engine;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link EngineSettings}.
 */
class EngineSettingsTests {

	private final EngineSettings defaults = EngineSettings.defaults();

	@Test
	void nodesAreGivenSeveralHeartbeats() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.defaults.withHeartbeat(Duration.ofSeconds(2), Duration.ofMillis(5_999)))
			.withMessageContaining("'nodeTimeout'")
			.withMessageContaining("three times");
		assertThat(this.defaults.withHeartbeat(Duration.ofSeconds(2), Duration.ofSeconds(6)).nodeTimeout())
			.isEqualTo(Duration.ofSeconds(6));
	}

	@Test
	void limitsAreAtLeastOne() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withConcurrency(0, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withConcurrency(1, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withMaxQueuedActivities(-1));
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withLimits(0, 1, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withLimits(1, 0, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withLimits(1, 1, 0));
	}

	@Test
	void letsAsManyActivitiesWaitAsMayRun() {
		assertThat(this.defaults.withConcurrency(1, 7).maxQueuedActivities()).isEqualTo(7);
	}

	@Test
	void changesWhatItIsAskedToAndNothingElse() {
		EngineSettings changed = this.defaults.withPollInterval(Duration.ofMillis(1))
			.withHeartbeat(Duration.ofMillis(2), Duration.ofMillis(6))
			.withIdleTimeout(Duration.ofMillis(3))
			.withConcurrency(4, 5)
			.withMaxQueuedActivities(10)
			.withLimits(6, 7, 8)
			.withShutdownTimeout(Duration.ofMillis(9));
		assertThat(changed).isEqualTo(new EngineSettings(Duration.ofMillis(1), Duration.ofMillis(2),
				Duration.ofMillis(6), Duration.ofMillis(3), 4, 5, 10, 6, 7, 8, Duration.ofMillis(9)));
	}

}
