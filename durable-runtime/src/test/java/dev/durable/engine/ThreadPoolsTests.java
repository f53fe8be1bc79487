package dev.durable.engine;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ThreadPools}.
 */
class ThreadPoolsTests {

	/**
	 * Later there may be no room for one more.
	 */
	@Test
	void theThreadsOfTheEnginesOwnWorkAreThereFromTheBeginning() {
		List<Thread> before = committers();
		ThreadPools pools = new ThreadPools(1, true);
		try {
			assertThat(committers()).hasSize(before.size() + 1);
		}
		finally {
			pools.shutdown();
		}
	}

	private static List<Thread> committers() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("durable-commits"))
			.toList();
	}

}
