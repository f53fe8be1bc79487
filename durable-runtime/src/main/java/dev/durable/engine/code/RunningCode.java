package dev.durable.engine.code;

import org.jspecify.annotations.Nullable;

/**
 * Knows whether the current thread runs the code of an orchestrator at this moment. While
 * the code waits, its thread does other things: it commits, tells those who wait, and
 * runs activities.
 */
public final class RunningCode {

	private static final ThreadLocal<@Nullable Execution> CURRENT = new ThreadLocal<>();

	private RunningCode() {
	}

	/**
	 * Refuse what cannot be replayed, if the current thread runs an orchestrator's code.
	 * @param call what is called
	 * @param instead what orchestrators do instead
	 * @throws IllegalStateException if this is the code of an orchestrator
	 */
	public static void refuse(String call, String instead) {
		Execution execution = CURRENT.get();
		if (execution != null) {
			execution.requireRunning();
			throw new IllegalStateException(call + " cannot be used in the code of an orchestrator, here '"
					+ execution.info().name() + "' of instance '" + execution.info().instanceId()
					+ "': the code runs again from the top when it is replayed, which would do this again, or have "
					+ "another answer. " + instead);
		}
	}

	/**
	 * Tell what the current thread runs from now on.
	 * @param execution whose code it is, or {@code null} if it is none
	 * @return what it was before
	 */
	static @Nullable Execution becomes(@Nullable Execution execution) {
		Execution before = CURRENT.get();
		if (execution != null) {
			CURRENT.set(execution);
		}
		else {
			CURRENT.remove();
		}
		return before;
	}

}
