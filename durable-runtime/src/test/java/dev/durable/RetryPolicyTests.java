package dev.durable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RetryPolicy} and for what it is asked about.
 */
class RetryPolicyTests {

	private static final FailureDetails FAILURE = new FailureDetails("java.io.FileNotFoundException", "gone", null,
			null);

	@Test
	void noneNeverRetries() {
		assertThat(RetryPolicy.none().allowsRetry(1, FAILURE)).isFalse();
	}

	@Test
	void countsTheFirstAttempt() {
		RetryPolicy policy = RetryPolicy.of(3, Duration.ofSeconds(1));
		assertThat(policy.allowsRetry(1, FAILURE)).isTrue();
		assertThat(policy.allowsRetry(2, FAILURE)).isTrue();
		assertThat(policy.allowsRetry(3, FAILURE)).isFalse();
	}

	@Test
	void waitsAsLongAgainWithoutBackoff() {
		RetryPolicy policy = RetryPolicy.of(5, Duration.ofSeconds(2));
		assertThat(policy.intervalAfter(1)).isEqualTo(Duration.ofSeconds(2));
		assertThat(policy.intervalAfter(4)).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void waitsLongerWithBackoffUpToTheMaximum() {
		RetryPolicy policy = RetryPolicy.of(9, Duration.ofMillis(500)).backoff(2).maxInterval(Duration.ofSeconds(3));
		assertThat(policy.intervalAfter(1)).isEqualTo(Duration.ofMillis(500));
		assertThat(policy.intervalAfter(2)).isEqualTo(Duration.ofSeconds(1));
		assertThat(policy.intervalAfter(3)).isEqualTo(Duration.ofSeconds(2));
		assertThat(policy.intervalAfter(4)).isEqualTo(Duration.ofSeconds(3));
		assertThat(policy.intervalAfter(5)).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void neverWaitsLongerThanAThousandDays() {
		RetryPolicy policy = RetryPolicy.of(Integer.MAX_VALUE, Duration.ofDays(1)).backoff(1_000);
		assertThat(policy.intervalAfter(5_000)).isEqualTo(Duration.ofDays(1_000));
		assertThat(RetryPolicy.of(3, ChronoUnit.FOREVER.getDuration()).intervalAfter(1))
			.isEqualTo(Duration.ofDays(1_000));
	}

	@Test
	void retriesOnlyWhatIsRetryable() {
		RetryPolicy policy = RetryPolicy.of(3, Duration.ZERO)
			.retryOn((failure) -> failure.isCausedBy(IOException.class));
		assertThat(policy.allowsRetry(1, FAILURE)).isTrue();
		assertThat(policy.allowsRetry(3, FAILURE)).isFalse();
		assertThat(policy.allowsRetry(1, new FailureDetails(UncheckedIOException.class.getName(), null, null, FAILURE)))
			.isFalse();
		assertThat(policy.allowsRetry(1, new FailureDetails("no.such.Type", null, null, null))).isFalse();
	}

	@Test
	void keepsEverythingElseWhenOnePartIsChanged() {
		RetryPolicy policy = RetryPolicy.of(3, Duration.ofSeconds(1))
			.retryOn((failure) -> false)
			.backoff(3)
			.maxInterval(Duration.ofSeconds(2));
		assertThat(policy.allowsRetry(1, FAILURE)).isFalse();
		assertThat(policy.intervalAfter(2)).isEqualTo(Duration.ofSeconds(2));
		assertThat(policy.retryOn((failure) -> true).allowsRetry(2, FAILURE)).isTrue();
		assertThat(policy.retryOn((failure) -> true).intervalAfter(2)).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void refusesImpossibleNumbers() {
		assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.of(0, Duration.ZERO))
			.withMessageContaining("'maxAttempts'");
		assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.of(1, Duration.ofMillis(-1)))
			.withMessageContaining("'firstInterval'");
		RetryPolicy policy = RetryPolicy.of(2, Duration.ZERO);
		assertThatIllegalArgumentException().isThrownBy(() -> policy.maxInterval(Duration.ofMillis(-1)))
			.withMessageContaining("'maxInterval'");
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.99, -1, Double.NaN, Double.POSITIVE_INFINITY })
	void refusesImpossibleBackoff(double coefficient) {
		RetryPolicy policy = RetryPolicy.of(2, Duration.ZERO);
		assertThatIllegalArgumentException().isThrownBy(() -> policy.backoff(coefficient))
			.withMessageContaining("'coefficient'");
	}

}
