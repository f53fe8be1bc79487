package dev.durable.autoconfigure;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

import dev.durable.RuntimeStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InstanceCounts}.
 */
class InstanceCountsTests {

	private final Deque<Runnable> begun = new ArrayDeque<>();

	private long now;

	private int counted;

	private Duration takes = Duration.ZERO;

	private boolean fails;

	private final InstanceCounts counts = new InstanceCounts(this::count, this.begun::add, () -> this.now);

	private Map<RuntimeStatus, Long> count() {
		this.counted++;
		after(this.takes);
		if (this.fails) {
			throw new IllegalStateException("no database");
		}
		return Map.of(RuntimeStatus.RUNNING, 10L + this.counted);
	}

	private void after(Duration time) {
		this.now += time.toNanos();
	}

	private void ask() {
		this.counts.of(RuntimeStatus.RUNNING);
		while (!this.begun.isEmpty()) {
			this.begun.remove().run();
		}
	}

	@Test
	void whoeverAsksDoesNotWait() {
		assertThat(this.counts.of(RuntimeStatus.RUNNING)).isNaN();
		assertThat(this.counts.of(RuntimeStatus.FAILED)).isNaN();
		assertThat(this.begun).hasSize(1);
		assertThat(this.counted).isZero();
		this.begun.remove().run();
		assertThat(this.counts.of(RuntimeStatus.RUNNING)).isEqualTo(11);
		assertThat(this.counts.of(RuntimeStatus.FAILED)).isZero();
	}

	@Test
	void countsOnceInThirtySecondsHoweverOftenItIsAsked() {
		for (int second = 0; second < 60; second++) {
			for (int i = 0; i < 100; i++) {
				ask();
			}
			after(Duration.ofSeconds(1));
		}
		assertThat(this.counted).isEqualTo(2);
	}

	@Test
	void doesNotCountUnlessAsked() {
		ask();
		after(Duration.ofHours(1));
		assertThat(this.begun).isEmpty();
		assertThat(this.counted).isOne();
	}

	@Test
	void spendsAHundredthOfTheTimeAtMost() {
		this.takes = Duration.ofSeconds(2);
		ask();
		after(Duration.ofSeconds(199));
		ask();
		assertThat(this.counted).isOne();
		after(Duration.ofSeconds(1));
		ask();
		assertThat(this.counted).isEqualTo(2);
	}

	@Test
	void whatCouldNotBeCountedIsNotKnown() {
		ask();
		this.fails = true;
		after(Duration.ofSeconds(30));
		ask();
		assertThat(this.counts.of(RuntimeStatus.RUNNING)).isNaN();
		this.fails = false;
		after(Duration.ofSeconds(30));
		ask();
		assertThat(this.counts.of(RuntimeStatus.RUNNING)).isEqualTo(13);
	}

}
