package dev.durable.engine;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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

	@Test
	void anActivityForWhichThereIsNoThreadRunsWhenThereIsOne() throws Exception {
		AtomicInteger missing = new AtomicInteger(1);
		ThreadPools pools = new ThreadPools(2, true, (task) -> {
			if (missing.getAndDecrement() > 0) {
				throw new OutOfMemoryError("unable to create native thread (for a test)");
			}
			return new Thread(task);
		});
		try {
			CountDownLatch done = new CountDownLatch(1);
			pools.execute(EngineThreads.Lane.ACTIVITIES, done::countDown);
			assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			pools.shutdown();
		}
	}

	@Test
	void whatIsToBeDoneInAllEternityIsAcceptedAndWhatIsOverdueIsDone() throws Exception {
		ThreadPools pools = new ThreadPools(1, true);
		try {
			CountDownLatch late = new CountDownLatch(1);
			CountDownLatch overdue = new CountDownLatch(1);
			pools.after(ChronoUnit.FOREVER.getDuration(), late::countDown);
			pools.after(ChronoUnit.FOREVER.getDuration().negated(), overdue::countDown);
			assertThat(overdue.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(late.getCount()).isOne();
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
