package dev.durable.engine;

import java.time.Duration;

import ch.qos.logback.classic.Level;
import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;
import dev.durable.test.CapturedLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FailureLog}.
 */
class FailureLogTests {

	private static final String NAME = "test.failures";

	private final CapturedLog captured = CapturedLog.of(NAME, Level.INFO);

	private final FailureLog log = new FailureLog(LoggerFactory.getLogger(NAME), () -> this.now, "It does not work",
			"It works again");

	private long now;

	@AfterEach
	void close() {
		this.captured.close();
	}

	private void after(Duration time) {
		this.now += time.toNanos();
	}

	private void fail() {
		this.log.failed(new StoreException(Kind.UNAVAILABLE, "no database", null));
	}

	@Test
	void tellsOnceAndOnceWhenItWorksAgain() {
		for (int i = 0; i < 100; i++) {
			fail();
			after(Duration.ofMillis(200));
		}
		this.log.worked();
		this.log.worked();
		assertThat(this.captured.messages(Level.INFO)).containsExactly("It does not work: no database",
				"It works again, after 20 s");
	}

	@Test
	void remindsEveryMinute() {
		for (int i = 0; i < 180; i++) {
			fail();
			after(Duration.ofSeconds(1));
		}
		assertThat(this.captured.messages(Level.WARN)).containsExactly("It does not work: no database",
				"It does not work, 61 times in 60 s so far: no database",
				"It does not work, 121 times in 120 s so far: no database");
	}

	@Test
	void isQuietAboutWhatComesAndGoes() {
		for (int i = 0; i < 100; i++) {
			fail();
			this.log.worked();
			after(Duration.ofMillis(100));
		}
		assertThat(this.captured.messages(Level.INFO)).hasSizeLessThanOrEqualTo(4);
	}

	@Test
	void saysNothingAsLongAsItWorks() {
		this.log.worked();
		assertThat(this.captured.events()).isEmpty();
	}

	@Test
	void whatNobodyExpectedHasAStackTrace() {
		this.log.failed(new IllegalStateException("a bug"));
		assertThat(this.captured.events()).singleElement()
			.satisfies((event) -> assertThat(event.getThrowableProxy()).isNotNull());
	}

}
