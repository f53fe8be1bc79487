package dev.durable.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.durable.RuntimeStatus;
import dev.durable.engine.code.Execution;
import dev.durable.engine.code.OpenActivity;
import dev.durable.history.ContinuedAsNew;
import dev.durable.history.Decision;
import dev.durable.history.ExecutionCompleted;
import dev.durable.history.ExecutionStarted;
import dev.durable.history.ExecutionTerminated;
import dev.durable.history.HistoryCodec;
import dev.durable.history.HistoryEvent;
import dev.durable.history.Incident;
import dev.durable.history.SubOrchestrationCreated;
import dev.durable.store.HandedOverActivity;
import dev.durable.store.InstanceChange;
import dev.durable.store.InstanceCommit;
import dev.durable.store.InstanceRow;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import dev.durable.store.NewInstance;
import dev.durable.store.OutgoingMessage;
import dev.durable.store.ParentLink;
import dev.durable.store.TurnRow;
import org.jspecify.annotations.Nullable;

/**
 * Puts a turn that has run into the form in which it is committed.
 */
final class TurnWriter {

	private final EngineServices services;

	TurnWriter(EngineServices services) {
		this.services = services;
	}

	/**
	 * Describe what a turn commits.
	 * @param instance the instance as it was loaded or created
	 * @param generation the generation that the turn belongs to
	 * @param status the status that the store has
	 * @param turn the turn
	 * @param execution the execution after the turn
	 */
	InstanceCommit write(InstanceRow instance, int generation, RuntimeStatus status, Turn turn, Execution execution) {
		List<OpenActivity> handedOver = execution.handOver(new ActivityPlacement(this.services)::isHandedOver);
		List<Decision> decisions = execution.end();
		List<TurnRow> rows = new ArrayList<>(2);
		rows.add(new TurnRow(instance.id(), generation, turn.number(), turn.time(),
				HistoryCodec.encode(turn.events(decisions))));
		Decision ending = execution.ending();
		int nextGeneration = generation;
		if (ending instanceof ContinuedAsNew continued) {
			nextGeneration++;
			rows.add(new TurnRow(instance.id(), nextGeneration, 0, turn.time(),
					HistoryCodec.encode(firstEvents(instance, continued, execution))));
		}
		RuntimeStatus newStatus = status(execution);
		boolean changed = newStatus != status || nextGeneration != generation;
		InstanceChange change = (execution.takeCustomStatusChange() || changed)
				? new InstanceChange(newStatus, nextGeneration, execution.customStatus(), turn.time()) : null;
		return InstanceCommit
			.turn(instance.id(), rows, change, turn.consumedMessages(), answer(instance, ending),
					children(instance, generation, turn.time(), decisions),
					handedOver.stream().map((activity) -> row(instance, generation, turn.time(), activity)).toList())
			.withMessageToChildren((newStatus == RuntimeStatus.TERMINATED) ? termination(turn) : null);
	}

	/**
	 * Return what the children are told when the instance does not end alone.
	 */
	private static @Nullable Message termination(Turn turn) {
		for (Incident incident : turn.incidents()) {
			if (incident instanceof ExecutionTerminated terminated && terminated.recursive()) {
				return new Message(MessageKind.TERMINATE_TREE, "", 0, 0, terminated.reason());
			}
		}
		return null;
	}

	private HandedOverActivity row(InstanceRow instance, int generation, Instant time, OpenActivity activity) {
		return new HandedOverActivity(instance.id(), generation, activity.taskId(), activity.attempt(),
				instance.taskHub(), activity.name(), (activity.dueAt() != null) ? activity.dueAt() : time,
				HistoryCodec.storable(activity.input()),
				this.services.tracing().ofTask(TurnTrace.observed(instance, generation), activity.taskId()));
	}

	static RuntimeStatus status(Execution execution) {
		if (execution.ending() instanceof ExecutionCompleted completed) {
			return completed.status();
		}
		if (execution.isSuspended()) {
			return RuntimeStatus.SUSPENDED;
		}
		return (execution.notBefore() != null) ? RuntimeStatus.PENDING : RuntimeStatus.RUNNING;
	}

	/**
	 * Return turn 0 of the generation after one that continues as new: its input, and the
	 * events that nobody has received.
	 */
	static List<HistoryEvent> firstEvents(InstanceRow instance, ContinuedAsNew continued, Execution execution) {
		List<HistoryEvent> events = new ArrayList<>();
		ExecutionStarted before = execution.started();
		events.add(new ExecutionStarted(instance.name(), instance.version(), continued.input(), null,
				(before != null) ? before.parentInstanceId() : null));
		events.addAll(execution.unreceivedEvents());
		return events;
	}

	private static List<OutgoingMessage> answer(InstanceRow instance, @Nullable Decision ending) {
		ParentLink parent = instance.parent();
		return (parent != null && ending instanceof ExecutionCompleted completed)
				? List.of(ChildAnswer.of(instance.instanceId(), parent, completed)) : List.of();
	}

	private List<NewInstance> children(InstanceRow instance, int generation, Instant time, List<Decision> decisions) {
		List<NewInstance> children = List.of();
		for (Decision decision : decisions) {
			if (decision instanceof SubOrchestrationCreated created) {
				children = children.isEmpty() ? new ArrayList<>() : children;
				NewInstance child = this.services.newChild(instance, generation, created, time,
						this.services.tracing().ofTask(TurnTrace.observed(instance, generation), created.taskId()));
				// what is beyond its room is for any node, and for this one later
				children.add((children.size() < this.services.cache().room()) ? child : child.unowned());
			}
		}
		return children;
	}

}
