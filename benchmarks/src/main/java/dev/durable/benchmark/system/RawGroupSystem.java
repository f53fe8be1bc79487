package dev.durable.benchmark.system;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Floor: all waiting steps in one transaction, each step waiting for its commit.
 */
final class RawGroupSystem implements BenchmarkedSystem {

	private final AtomicLong ids = new AtomicLong();

	private final GroupCommitter committer;

	private final ActivityBody activity;

	RawGroupSystem(Environment environment) {
		RawTables.create(environment.url());
		this.committer = new GroupCommitter(environment.url());
		this.activity = environment.activity();
	}

	@Override
	public void runSequential(String key, int activities) {
		CompletableFuture<Void> complete = new CompletableFuture<>();
		commit(this.ids.incrementAndGet(), -1, activities, Payload.of(key), complete);
		complete.join();
	}

	@Override
	public void runParallel(String key, int activities) {
		long instance = this.ids.incrementAndGet();
		String payload = Payload.of(key);
		CompletableFuture<Void> started = new CompletableFuture<>();
		this.committer.add(new GroupCommitter.Row(instance, -1, payload, () -> started.complete(null)));
		started.join();
		CountDownLatch remaining = new CountDownLatch(activities);
		for (int step = 0; step < activities; step++) {
			this.committer.add(new GroupCommitter.Row(instance, step,
					this.activity.perform(Payload.variant(payload, step)), remaining::countDown));
		}
		await(remaining);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void commit(long instance, int step, int activities, String payload, CompletableFuture<Void> complete) {
		this.committer.add(new GroupCommitter.Row(instance, step, payload, () -> {
			if (step + 1 == activities) {
				complete.complete(null);
			}
			else {
				commit(instance, step + 1, activities, this.activity.perform(payload), complete);
			}
		}));
	}

	@Override
	public void close() {
		this.committer.close();
	}

}
