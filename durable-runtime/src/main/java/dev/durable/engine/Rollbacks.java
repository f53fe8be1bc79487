package dev.durable.engine;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.durable.FailureDetails;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which attempts of transactional activities were rolled back for reasons that
 * are not theirs: each time they wait longer, and after too many times they fail.
 */
final class Rollbacks {

	static final int LIMIT = 10;

	private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

	private static final int CAPACITY = 10_000;

	private final EngineThreads threads;

	private final Map<Key, Rollback> entries = new LinkedHashMap<>() {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<Key, Rollback> eldest) {
			return size() > CAPACITY;
		}

	};

	Rollbacks(EngineThreads threads) {
		this.threads = threads;
	}

	/**
	 * An attempt was rolled back.
	 * @param failure why
	 * @param counts whether that cannot go on forever
	 */
	synchronized void add(Key key, FailureDetails failure, boolean counts) {
		Rollback last = this.entries.remove(key);
		Duration pause = (last != null) ? longer(last.pause) : FIRST_PAUSE;
		int counted = ((last != null) ? last.counted : 0) + (counts ? 1 : 0);
		this.entries.put(key, new Rollback(counted, pause, this.threads.nanoTime() + pause.toNanos(), failure));
	}

	/**
	 * An attempt cannot ever be committed.
	 */
	synchronized void condemn(Key key, FailureDetails failure) {
		this.entries.put(key, new Rollback(LIMIT, Duration.ZERO, this.threads.nanoTime(), failure));
	}

	private static Duration longer(Duration pause) {
		Duration twice = pause.multipliedBy(2);
		return (twice.compareTo(LONGEST_PAUSE) < 0) ? twice : LONGEST_PAUSE;
	}

	/**
	 * Return how long an attempt has to wait until it runs again.
	 */
	synchronized Duration pause(Key key) {
		Rollback last = this.entries.get(key);
		return Duration.ofNanos((last != null) ? Math.max(0, last.notBefore - this.threads.nanoTime()) : 0);
	}

	/**
	 * Return with what an attempt has failed for good, or {@code null} if it may run.
	 */
	synchronized @Nullable FailureDetails verdict(Key key) {
		Rollback last = this.entries.get(key);
		return (last != null && last.counted >= LIMIT) ? last.failure : null;
	}

	synchronized void forget(Key key) {
		this.entries.remove(key);
	}

	/**
	 * An attempt of an activity.
	 */
	record Key(long instance, int generation, int taskId, int attempt) {

		static Key of(ActivityCall call) {
			return new Key(call.instance(), call.generation(), call.taskId(), call.attempt());
		}

	}

	/**
	 * The last rollback of an attempt.
	 */
	private record Rollback(int counted, Duration pause, long notBefore, FailureDetails failure) {

	}

}
