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
 * Describes exceptions in a form that can be stored, also those that fail when they are
 * asked.
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
				Throwable cause = cause(ex);
				if (cause != null) {
					next.add(cause);
				}
				next.addAll(List.of(ex.getSuppressed()));
			}
		}
		return List.copyOf(tasks);
	}

	private static FailureDetails of(Throwable wrapped, int causes) {
		Throwable failure = unwrap(wrapped);
		Throwable next = cause(failure);
		FailureDetails cause = null;
		if (causes > 0 && failure instanceof TaskFailedException task) {
			cause = task.failure();
		}
		else if (causes > 0 && next != null && next != failure) {
			cause = of(next, causes - 1);
		}
		return new FailureDetails(failure.getClass().getName(), shorten(message(failure), MAX_MESSAGE),
				stackTrace(failure), cause);
	}

	/**
	 * Return the message of an exception.
	 * @param failure the exception
	 * @return the message, or why it cannot be had
	 */
	public static @Nullable String message(Throwable failure) {
		try {
			return failure.getMessage();
		}
		catch (Throwable ex) {
			return "(the message cannot be had: " + ex.getClass().getName() + ")";
		}
	}

	/**
	 * Let through what says nothing about the code that was called, because the JVM
	 * itself is in trouble. A stack overflow is the code's own.
	 * @param failure what the code has thrown
	 */
	public static void letThroughTroubleOfJvm(Throwable failure) {
		if (failure instanceof VirtualMachineError trouble && !(failure instanceof StackOverflowError)) {
			throw trouble;
		}
	}

	private static @Nullable Throwable cause(Throwable failure) {
		try {
			return failure.getCause();
		}
		catch (Throwable ex) {
			return null;
		}
	}

	private static Throwable unwrap(Throwable failure) {
		boolean wrapper = failure instanceof InvocationTargetException
				|| failure instanceof UndeclaredThrowableException;
		Throwable cause = wrapper ? cause(failure) : null;
		return (cause != null) ? cause : failure;
	}

	private static @Nullable String stackTrace(Throwable failure) {
		StringWriter text = new StringWriter();
		PrintWriter writer = new PrintWriter(text);
		try {
			for (StackTraceElement element : failure.getStackTrace()) {
				writer.println("\tat " + element);
				if (text.getBuffer().length() > MAX_STACK_TRACE) {
					break;
				}
			}
		}
		catch (Throwable ex) {
			writer.println("(no more can be had: " + ex.getClass().getName() + ")");
		}
		return shorten(text.toString(), MAX_STACK_TRACE);
	}

	private static @Nullable String shorten(@Nullable String text, int length) {
		return (text != null && text.length() > length) ? text.substring(0, length) + "..." : text;
	}

}
