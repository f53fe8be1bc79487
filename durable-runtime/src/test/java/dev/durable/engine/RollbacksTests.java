package dev.durable.engine;

import java.time.Duration;

import dev.durable.FailureDetails;
import dev.durable.engine.Rollbacks.Key;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link Rollbacks}.
 */
class RollbacksTests {

	private static final FailureDetails FAILURE = new FailureDetails("Lock", "it was locked", null, null);

	private final EngineThreads threads = mock(EngineThreads.class);

	private final Rollbacks rollbacks = new Rollbacks(this.threads);

	private final Key key = new Key(1, 0, 2, 1);

	@BeforeEach
	void setUp() {
		given(this.threads.nanoTime()).willReturn(1_000L);
	}

	@Test
	void whatWasNotRolledBackRunsAtOnce() {
		assertThat(this.rollbacks.pause(this.key)).isZero();
		assertThat(this.rollbacks.verdict(this.key)).isNull();
	}

	@Test
	void pausesGetLongerUpToALimit() {
		this.rollbacks.add(this.key, FAILURE, true);
		assertThat(this.rollbacks.pause(this.key)).isEqualTo(Duration.ofMillis(100));
		this.rollbacks.add(this.key, FAILURE, true);
		assertThat(this.rollbacks.pause(this.key)).isEqualTo(Duration.ofMillis(200));
		for (int i = 0; i < 6; i++) {
			this.rollbacks.add(this.key, FAILURE, true);
		}
		assertThat(this.rollbacks.pause(this.key)).isEqualTo(Duration.ofSeconds(5));
		assertThat(this.rollbacks.pause(new Key(1, 0, 2, 2))).as("of another attempt").isZero();
		given(this.threads.nanoTime()).willReturn(1_000L + Duration.ofSeconds(6).toNanos());
		assertThat(this.rollbacks.pause(this.key)).isZero();
	}

	@Test
	void tooManyRollbacksAreAFailure() {
		for (int i = 1; i < Rollbacks.LIMIT; i++) {
			this.rollbacks.add(this.key, FAILURE, true);
		}
		assertThat(this.rollbacks.verdict(this.key)).isNull();
		this.rollbacks.add(this.key, FAILURE, true);
		assertThat(this.rollbacks.verdict(this.key)).isEqualTo(FAILURE);
		this.rollbacks.forget(this.key);
		assertThat(this.rollbacks.verdict(this.key)).isNull();
	}

	@Test
	void anUnreachableDatabaseIsWaitedForForever() {
		for (int i = 0; i < 10 * Rollbacks.LIMIT; i++) {
			this.rollbacks.add(this.key, FAILURE, false);
		}
		assertThat(this.rollbacks.verdict(this.key)).isNull();
	}

	@Test
	void whatIsCondemnedFailsAtOnce() {
		this.rollbacks.condemn(this.key, FAILURE);
		assertThat(this.rollbacks.pause(this.key)).isZero();
		assertThat(this.rollbacks.verdict(this.key)).isEqualTo(FAILURE);
	}

}
