package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SignalListener}.
 */
class SignalListenerTests {

	@Test
	void triesAgainAlthoughThereWasNoMemoryForAConnection() throws Exception {
		AtomicInteger opened = new AtomicInteger();
		CountDownLatch again = new CountDownLatch(1);
		SignalListener listener = new SignalListener("self", () -> {
			if (opened.incrementAndGet() == 1) {
				throw new OutOfMemoryError("Java heap space (for a test)");
			}
			again.countDown();
			throw new SQLException("No connection (for a test)");
		}, () -> {
		}, () -> {
		});
		listener.start();
		try {
			assertThat(again.await(20, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			listener.close();
		}
	}

}
