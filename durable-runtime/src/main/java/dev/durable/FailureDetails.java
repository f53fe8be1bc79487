package dev.durable;

import org.jspecify.annotations.Nullable;

/**
 * What is known about a failure, in a form that can be stored and sent to other nodes.
 *
 * @param errorType the class name of the exception
 * @param message its message, or {@code null}
 * @param stackTrace its stack trace as text, shortened when it is very long, or
 * {@code null}
 * @param cause its cause, or {@code null}
 */
public record FailureDetails(String errorType, @Nullable String message, @Nullable String stackTrace,
		@Nullable FailureDetails cause) {

	/**
	 * Return whether the failure, not counting its causes, is an exception of the given
	 * type. Types that do not exist on this node are not.
	 * @param type the type of exception
	 * @return whether it is that type or a subtype
	 */
	public boolean isCausedBy(Class<? extends Throwable> type) {
		if (this.errorType.equals(type.getName())) {
			return true;
		}
		try {
			return type.isAssignableFrom(Class.forName(this.errorType, false, type.getClassLoader()));
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false;
		}
	}

	@Override
	public String toString() {
		return (this.message != null) ? this.errorType + ": " + this.message : this.errorType;
	}

}
