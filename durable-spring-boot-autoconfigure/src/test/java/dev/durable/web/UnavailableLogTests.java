package dev.durable.web;

import java.time.Duration;

import ch.qos.logback.classic.Level;
import dev.durable.test.CapturedLog;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnavailableLog}.
 */
class UnavailableLogTests {

	private static final String NAME = "test.unavailable";

	private long now;

	private final UnavailableLog log = new UnavailableLog(LoggerFactory.getLogger(NAME), () -> this.now);

	@Test
	void tellsOfOneRequestEveryTenSeconds() {
		try (CapturedLog captured = CapturedLog.of(NAME, Level.INFO)) {
			for (int i = 0; i < 101; i++) {
				this.log.failed("GET", "/" + i, new IllegalStateException("no database"));
				this.now += Duration.ofMillis(100).toNanos();
			}
			assertThat(captured.messages(Level.WARN)).containsExactly(
					"GET /0 could not be served, and 0 other requests before: java.lang.IllegalStateException: no database",
					"GET /100 could not be served, and 99 other requests before: java.lang.IllegalStateException: no database");
		}
	}

}
