package dev.durable.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ThreadFactory;

import org.jspecify.annotations.Nullable;

/**
 * Threads of the kind that the running Java platform does best: virtual from 21 on.
 */
final class PlatformThreads {

	private static final @Nullable MethodHandle OF_VIRTUAL = findOfVirtual();

	private static final @Nullable MethodHandle IS_VIRTUAL = findIsVirtual();

	private PlatformThreads() {
	}

	static boolean areVirtualThreadsAvailable() {
		return OF_VIRTUAL != null;
	}

	/**
	 * Return whether the current thread is a virtual one: these pay for waiting on a
	 * socket with two changes of thread.
	 */
	static boolean isCurrentVirtual() {
		MethodHandle isVirtual = IS_VIRTUAL;
		try {
			return isVirtual != null && (boolean) isVirtual.invokeExact(Thread.currentThread());
		}
		catch (Throwable ex) {
			throw new IllegalStateException("A thread does not tell what it is", ex);
		}
	}

	/**
	 * Return a factory of cheap threads for code that mostly waits. Like all threads of
	 * this class they inherit nothing from whoever happens to make them, but have the
	 * class loader of this one.
	 */
	static ThreadFactory waiting() {
		MethodHandle ofVirtual = OF_VIRTUAL;
		if (ofVirtual == null) {
			return daemon("durable");
		}
		try {
			Object builder = ofVirtual.invoke();
			Class<?> type = Class.forName("java.lang.Thread$Builder");
			builder = MethodHandles.publicLookup()
				.findVirtual(type, "inheritInheritableThreadLocals", MethodType.methodType(type, boolean.class))
				.invoke(builder, false);
			return withClassLoader((ThreadFactory) MethodHandles.publicLookup()
				.findVirtual(type, "factory", MethodType.methodType(ThreadFactory.class))
				.invoke(builder));
		}
		catch (Throwable ex) {
			throw new IllegalStateException("Virtual threads cannot be made", ex);
		}
	}

	/**
	 * Return a factory of platform threads that do not keep the process alive.
	 */
	static ThreadFactory daemon(String name) {
		return withClassLoader((task) -> {
			Thread thread = new Thread(null, task, name, 0, false);
			thread.setDaemon(true);
			return thread;
		});
	}

	private static ThreadFactory withClassLoader(ThreadFactory factory) {
		ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
		return (task) -> {
			Thread thread = factory.newThread(task);
			thread.setContextClassLoader(classLoader);
			return thread;
		};
	}

	private static @Nullable MethodHandle findIsVirtual() {
		if (Runtime.version().feature() < 21) {
			return null;
		}
		try {
			return MethodHandles.publicLookup()
				.findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
		}
		catch (ReflectiveOperationException ex) {
			return null;
		}
	}

	private static @Nullable MethodHandle findOfVirtual() {
		if (Runtime.version().feature() < 21) {
			return null;
		}
		try {
			Class<?> type = Class.forName("java.lang.Thread$Builder$OfVirtual");
			return MethodHandles.publicLookup().findStatic(Thread.class, "ofVirtual", MethodType.methodType(type));
		}
		catch (ReflectiveOperationException ex) {
			return null;
		}
	}

}
