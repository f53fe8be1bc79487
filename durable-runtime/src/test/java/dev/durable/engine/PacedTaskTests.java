package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.durable.engine.EngineThreads.Lane;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PacedTask}.
 */
class PacedTaskTests {

	private final SimulatedWorld world = new SimulatedWorld(1);

	private final List<Instant> runs = new ArrayList<>();

	private final PacedTask task = new PacedTask(new SimulatedThreads(this.world), Lane.SIGNALS, Duration.ofMillis(100),
			() -> this.runs.add(this.world.now()));

	@Test
	void isDoneAtOnceAfterAQuietTime() {
		Instant asked = this.world.now();
		this.task.request();
		pass(Duration.ofMillis(5));
		assertThat(this.runs).singleElement()
			.satisfies((run) -> assertThat(Duration.between(asked, run)).isLessThan(Duration.ofMillis(5)));
	}

	@Test
	void isDoneOnceForManyAndOnceMoreForThoseWhoAskAfterItHasBegun() {
		for (int i = 0; i < 10; i++) {
			this.task.request();
		}
		pass(Duration.ofMillis(5));
		for (int i = 0; i < 10; i++) {
			this.task.request();
		}
		pass(Duration.ofSeconds(1));
		assertThat(this.runs).hasSize(2);
		assertThat(Duration.between(this.runs.get(0), this.runs.get(1))).isBetween(Duration.ofMillis(100),
				Duration.ofMillis(105));
	}

	@Test
	void isNotDoneUnasked() {
		pass(Duration.ofSeconds(1));
		assertThat(this.runs).isEmpty();
	}

	private void pass(Duration time) {
		boolean[] over = new boolean[1];
		this.world.after(time, () -> over[0] = true);
		this.world.runUntil(() -> over[0], Duration.ofSeconds(10));
	}

}
