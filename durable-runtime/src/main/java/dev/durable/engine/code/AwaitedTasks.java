package dev.durable.engine.code;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the code of an execution cannot go on without.
 *
 * @param any whether one of these is enough; otherwise all are needed
 * @param taskIds the numbers of activities, sub-orchestrations and timers
 * @param events the external events
 */
public record AwaitedTasks(boolean any, Set<Integer> taskIds, List<EventWait> events) {

	static AwaitedTasks of(DurableTask<?> awaited) {
		boolean any = awaited.origin() instanceof TaskOrigin.Combined combined && combined.any();
		AwaitedTasks found = new AwaitedTasks(any, new LinkedHashSet<>(), new ArrayList<>());
		found.collect(awaited);
		return found;
	}

	private void collect(DurableTask<?> task) {
		TaskOrigin origin = task.isFinished() ? null : task.origin();
		if (origin instanceof TaskOrigin.Numbered numbered) {
			this.taskIds.add(numbered.taskId());
		}
		else if (origin instanceof TaskOrigin.Event event) {
			this.events.add(event.waiter().describe());
		}
		else if (origin instanceof TaskOrigin.Combined combined) {
			combined.parts().forEach(this::collect);
		}
	}

}
