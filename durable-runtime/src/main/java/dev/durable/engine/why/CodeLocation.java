package dev.durable.engine.why;

import java.security.CodeSource;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Finds the line of the application's own code in a stack.
 */
public final class CodeLocation {

	private static final String LIBRARY = "dev.durable.";

	private static final List<String> OTHERS = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.",
			"org.springframework.", "kotlin.");

	private CodeLocation() {
	}

	/**
	 * Return the innermost line that belongs to the application.
	 * @param stack a stack, the innermost call first
	 * @return the line as a stack trace has it, or {@code null} if there is none
	 */
	public static @Nullable String of(StackTraceElement[] stack) {
		for (StackTraceElement frame : stack) {
			String name = frame.getClassName();
			boolean generated = name.contains("$$") || frame.getLineNumber() < 0;
			if (!generated && OTHERS.stream().noneMatch(name::startsWith) && !isOfLibrary(name)) {
				// without module and class loader
				return new StackTraceElement(name, frame.getMethodName(), frame.getFileName(), frame.getLineNumber())
					.toString();
			}
		}
		return null;
	}

	/**
	 * Return whether a class came with this one: an application may have the same root
	 * package.
	 */
	private static boolean isOfLibrary(String className) {
		if (!className.startsWith(LIBRARY)) {
			return false;
		}
		try {
			Class<?> found = Class.forName(className, false, CodeLocation.class.getClassLoader());
			return Objects.equals(location(found), location(CodeLocation.class));
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false;
		}
	}

	private static @Nullable String location(Class<?> type) {
		CodeSource source = type.getProtectionDomain().getCodeSource();
		return (source != null && source.getLocation() != null) ? source.getLocation().toString() : null;
	}

}
