package dev.durable;

import java.util.Objects;

/**
 * How to call an activity.
 *
 * @param retryPolicy how to go about failures
 */
public record ActivityOptions(RetryPolicy retryPolicy) {

	/**
	 * One attempt.
	 */
	public static final ActivityOptions DEFAULT = new ActivityOptions(RetryPolicy.none());

	public ActivityOptions {
		Objects.requireNonNull(retryPolicy, "'retryPolicy' must not be null");
	}

	/**
	 * Return options with the given retry policy.
	 * @param retryPolicy how to go about failures
	 * @return the options
	 */
	public static ActivityOptions retry(RetryPolicy retryPolicy) {
		return new ActivityOptions(retryPolicy);
	}

}
