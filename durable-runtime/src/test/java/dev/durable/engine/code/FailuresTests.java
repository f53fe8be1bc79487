package dev.durable.engine.code;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;

import dev.durable.FailureDetails;
import dev.durable.TaskFailedException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Failures}.
 */
class FailuresTests {

	@Test
	void describesAnExceptionWithItsCauses() {
		FailureDetails details = Failures.of(new IllegalStateException("outer", new IOException("inner")));
		assertThat(details.errorType()).isEqualTo("java.lang.IllegalStateException");
		assertThat(details.message()).isEqualTo("outer");
		assertThat(details.stackTrace()).startsWith("\tat " + FailuresTests.class.getName());
		assertThat(details.cause().errorType()).isEqualTo("java.io.IOException");
		assertThat(details.cause().message()).isEqualTo("inner");
		assertThat(details.cause().cause()).isNull();
	}

	@Test
	void unwrapsWhatReflectionWraps() {
		Exception root = new IOException("root");
		assertThat(Failures.of(new InvocationTargetException(root)).message()).isEqualTo("root");
		assertThat(Failures.of(new UndeclaredThrowableException(root)).message()).isEqualTo("root");
		assertThat(Failures.of(new IllegalStateException(new InvocationTargetException(root))).cause().errorType())
			.isEqualTo("java.io.IOException");
	}

	@Test
	void keepsTheFailureOfATaskAsTheCause() {
		FailureDetails failure = new FailureDetails("x.Remote", "far away", "there", null);
		assertThat(Failures.of(new TaskFailedException(1, "A", failure)).cause()).isEqualTo(failure);
	}

	@Test
	void shortensWhatIsTooLong() {
		FailureDetails details = Failures.of(deep(5_000, "x".repeat(20_000)));
		assertThat(details.message()).hasSizeLessThan(8_100).endsWith("...");
		assertThat(details.stackTrace()).hasSizeLessThan(8_100);
	}

	@Test
	void endsWithCausesThatGoInCircles() {
		Exception one = new Exception("one");
		Exception two = new Exception("two", one);
		one.initCause(two);
		int causes = 0;
		for (FailureDetails next = Failures.of(one); next != null; next = next.cause()) {
			causes++;
		}
		assertThat(causes).isBetween(2, 20);
	}

	@Test
	void describesWhatFailsWhenItIsAsked() {
		FailureDetails details = Failures.of(new IllegalStateException("outer", new Indescribable()));
		assertThat(details.message()).isEqualTo("outer");
		assertThat(details.cause().errorType()).isEqualTo(Indescribable.class.getName());
		assertThat(details.cause().message()).contains(AssertionError.class.getName());
		assertThat(details.cause().stackTrace()).contains(AssertionError.class.getName());
		assertThat(details.cause().cause()).isNull();
	}

	@Test
	void findsTasksBesideWhatFailsWhenItIsAsked() {
		Indescribable failure = new Indescribable();
		failure.addSuppressed(new TaskFailedException(7, "A", new FailureDetails("x.Remote", null, null, null)));
		assertThat(Failures.tasks(failure)).containsExactly(7);
	}

	private static RuntimeException deep(int depth, String message) {
		return (depth == 0) ? new IllegalStateException(message) : deep(depth - 1, message);
	}

	/**
	 * Nothing can be had of it.
	 */
	private static final class Indescribable extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new AssertionError("no message");
		}

		@Override
		public synchronized Throwable getCause() {
			throw new AssertionError("no cause");
		}

		@Override
		public StackTraceElement[] getStackTrace() {
			throw new AssertionError("no stack trace");
		}

	}

}
