package dev.durable.engine.code;

import java.util.List;

/**
 * Where the outcome of a task comes from; looked at only when somebody asks why an
 * instance is where it is.
 */
sealed interface TaskOrigin {

	/**
	 * A task that history knows by its number.
	 *
	 * @param taskId the number
	 */
	record Numbered(int taskId) implements TaskOrigin {

	}

	/**
	 * An external event.
	 *
	 * @param waiter who waits for it
	 */
	record Event(EventWaiter waiter) implements TaskOrigin {

	}

	/**
	 * Other tasks.
	 *
	 * @param any whether one of them is enough; otherwise all are needed
	 * @param parts the tasks
	 */
	record Combined(boolean any, List<DurableTask<?>> parts) implements TaskOrigin {

	}

}
