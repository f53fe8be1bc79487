package dev.durable.engine.code;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import dev.durable.FailureDetails;
import dev.durable.TaskFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Describes exceptions in a form that can be stored.
 */
public final class Failures {

	private static final int MAX_STACK_TRACE = 8_000;

	private static final int MAX_MESSAGE = 8_000;

	private static final int MAX_CAUSES = 8;

	private Failures() {
	}

	/**
	 * Describe an exception with its causes.
	 * @param failure the exception
	 * @return what is known about it, messages and stack traces shortened
	 */
	public static FailureDetails of(Throwable failure) {
		return of(failure, MAX_CAUSES);
	}

	/**
	 * Return the tasks whose failures an exception has among its causes, those that were
	 * suppressed included.
	 * @param failure the exception
	 * @return the numbers of the tasks
	 */
	public static List<Integer> tasks(Throwable failure) {
		Set<Throwable> all = Collections.newSetFromMap(new IdentityHashMap<>());
		Set<Integer> tasks = new TreeSet<>();
		Deque<Throwable> next = new ArrayDeque<>(List.of(failure));
		while (!next.isEmpty()) {
			Throwable ex = next.remove();
			if (all.add(ex)) {
				if (ex instanceof TaskFailedException failed) {
					tasks.add(failed.taskId());
				}
				if (ex.getCause() != null) {
					next.add(ex.getCause());
				}
				next.addAll(List.of(ex.getSuppressed()));
			}
		}
		return List.copyOf(tasks);
	}

	private static FailureDetails of(Throwable wrapped, int causes) {
		Throwable failure = unwrap(wrapped);
		FailureDetails cause = null;
		if (causes > 0 && failure instanceof TaskFailedException task) {
			cause = task.failure();
		}
		else if (causes > 0 && failure.getCause() != null && failure.getCause() != failure) {
			cause = of(failure.getCause(), causes - 1);
		}
		return new FailureDetails(failure.getClass().getName(), shorten(message(failure), MAX_MESSAGE),
				stackTrace(failure), cause);
	}

	private static @Nullable String message(Throwable failure) {
		try {
			return failure.getMessage();
		}
		catch (RuntimeException | StackOverflowError ex) {
			return "(the message cannot be had: " + ex.getClass().getName() + ")";
		}
	}

	private static Throwable unwrap(Throwable failure) {
		Throwable cause = failure.getCause();
		boolean wrapper = failure instanceof InvocationTargetException
				|| failure instanceof UndeclaredThrowableException;
		return (wrapper && cause != null) ? cause : failure;
	}

	private static @Nullable String stackTrace(Throwable failure) {
		StringWriter text = new StringWriter();
		PrintWriter writer = new PrintWriter(text);
		for (StackTraceElement element : failure.getStackTrace()) {
			writer.println("\tat " + element);
			if (text.getBuffer().length() > MAX_STACK_TRACE) {
				break;
			}
		}
		return shorten(text.toString(), MAX_STACK_TRACE);
	}

	private static @Nullable String shorten(@Nullable String text, int length) {
		return (text != null && text.length() > length) ? text.substring(0, length) + "..." : text;
	}

}
