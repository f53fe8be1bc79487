package dev.durable;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * How often, and how long apart, a failing activity is tried. Immutable. The wait between
 * attempts is durable: it survives restarts and holds no thread.
 */
public final class RetryPolicy {

	private static final Duration LONGEST = Duration.ofDays(1000);

	private static final RetryPolicy NONE = new RetryPolicy(1, Duration.ZERO, 1, null, (failure) -> true);

	private final int maxAttempts;

	private final Duration firstInterval;

	private final double backoffCoefficient;

	private final @Nullable Duration maxInterval;

	private final Predicate<FailureDetails> retryable;

	private RetryPolicy(int maxAttempts, Duration firstInterval, double backoffCoefficient,
			@Nullable Duration maxInterval, Predicate<FailureDetails> retryable) {
		this.maxAttempts = maxAttempts;
		this.firstInterval = firstInterval;
		this.backoffCoefficient = backoffCoefficient;
		this.maxInterval = maxInterval;
		this.retryable = retryable;
	}

	/**
	 * One attempt, no retry.
	 * @return the policy that does not retry
	 */
	public static RetryPolicy none() {
		return NONE;
	}

	/**
	 * A number of attempts with the same wait between them.
	 * @param maxAttempts the number of attempts, the first one included; at least 1
	 * @param firstInterval the wait after the first attempt; not negative
	 * @return the policy
	 */
	public static RetryPolicy of(int maxAttempts, Duration firstInterval) {
		if (maxAttempts < 1) {
			throw new IllegalArgumentException("'maxAttempts' must be at least 1 but is " + maxAttempts);
		}
		if (firstInterval.isNegative()) {
			throw new IllegalArgumentException("'firstInterval' must not be negative but is " + firstInterval);
		}
		return new RetryPolicy(maxAttempts, firstInterval, 1, null, (failure) -> true);
	}

	/**
	 * The same policy with waits that grow.
	 * @param coefficient what each wait is multiplied with to get the next; at least 1
	 * @return a new policy
	 */
	public RetryPolicy backoff(double coefficient) {
		if (!(coefficient >= 1) || Double.isInfinite(coefficient)) {
			throw new IllegalArgumentException("'coefficient' must be at least 1 but is " + coefficient);
		}
		return new RetryPolicy(this.maxAttempts, this.firstInterval, coefficient, this.maxInterval, this.retryable);
	}

	/**
	 * The same policy with an upper bound for the wait.
	 * @param maxInterval the longest wait; not negative
	 * @return a new policy
	 */
	public RetryPolicy maxInterval(Duration maxInterval) {
		Objects.requireNonNull(maxInterval, "'maxInterval' must not be null");
		if (maxInterval.isNegative()) {
			throw new IllegalArgumentException("'maxInterval' must not be negative but is " + maxInterval);
		}
		return new RetryPolicy(this.maxAttempts, this.firstInterval, this.backoffCoefficient, maxInterval,
				this.retryable);
	}

	/**
	 * The same policy for some failures only; others are final at once.
	 * @param retryable which failures to try again; must be deterministic
	 * @return a new policy
	 */
	public RetryPolicy retryOn(Predicate<FailureDetails> retryable) {
		Objects.requireNonNull(retryable, "'retryable' must not be null");
		return new RetryPolicy(this.maxAttempts, this.firstInterval, this.backoffCoefficient, this.maxInterval,
				retryable);
	}

	/**
	 * Return how many attempts there are at most.
	 * @return the number of attempts, the first one included
	 */
	public int maxAttempts() {
		return this.maxAttempts;
	}

	/**
	 * Return whether there is another attempt.
	 * @param attempt the attempt that failed, from 1
	 * @param failure how it failed
	 * @return whether to try again
	 */
	public boolean allowsRetry(int attempt, FailureDetails failure) {
		return attempt < this.maxAttempts && this.retryable.test(failure);
	}

	/**
	 * Return how long to wait before the next attempt.
	 * @param attempt the attempt that failed, from 1
	 * @return the wait, never more than a thousand days
	 */
	public Duration intervalAfter(int attempt) {
		Duration first = (this.firstInterval.compareTo(LONGEST) < 0) ? this.firstInterval : LONGEST;
		double millis = first.toMillis() * Math.pow(this.backoffCoefficient, attempt - 1);
		Duration interval = Duration.ofMillis((long) Math.min(millis, LONGEST.toMillis()));
		return (this.maxInterval != null && interval.compareTo(this.maxInterval) > 0) ? this.maxInterval : interval;
	}

}
