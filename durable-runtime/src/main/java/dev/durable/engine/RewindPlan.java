package dev.durable.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.FailureDetails;
import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.engine.code.RewoundHistory;
import dev.durable.engine.code.TaskOutcomes;
import dev.durable.history.ExecutionCompleted;
import dev.durable.history.ExecutionRewound;
import dev.durable.history.HistoryCodec;
import dev.durable.history.HistoryEvent;
import dev.durable.history.SubOrchestrationCreated;
import dev.durable.observation.ObservedInstance;
import dev.durable.store.InstanceRow;
import dev.durable.store.InstanceStore;
import dev.durable.store.InstanceSummary;
import dev.durable.store.NewInstance;
import dev.durable.store.OutgoingMessage;
import dev.durable.store.ParentLink;
import dev.durable.store.Reopening;
import dev.durable.store.TurnRow;
import org.jspecify.annotations.Nullable;

/**
 * What a rewind does, to the instance and to its children: those that failed and led to
 * its failure are rewound too, those that were ended or purged are started anew. What a
 * child has answered while its parent had failed was lost and is sent again.
 */
final class RewindPlan {

	private final EngineServices services;

	private final InstanceStore instances;

	private final @Nullable String reason;

	private final Map<Long, @Nullable Instant> seen = new HashMap<>();

	private final List<TurnRow> turns = new ArrayList<>();

	private final List<Long> replaced = new ArrayList<>();

	private final List<NewInstance> starts = new ArrayList<>();

	private final List<OutgoingMessage> messages = new ArrayList<>();

	private final Map<Long, TraceContext> traces = new HashMap<>();

	RewindPlan(EngineServices services, @Nullable String reason) {
		this.services = services;
		this.instances = services.store().instances();
		this.reason = reason;
	}

	Reopening reopening() {
		return new Reopening(this.seen, this.turns, this.replaced, this.starts, this.messages, this.traces);
	}

	/**
	 * Add a failed instance.
	 */
	void add(InstanceSummary failed) {
		InstanceRow row = failed.row();
		this.seen.put(row.id(), row.completedAt());
		List<TurnRow> history = this.instances.history(row.taskHub(), row.instanceId());
		if (history.isEmpty()) {
			// purged meanwhile, which will be seen when this is to be written
			return;
		}
		TaskOutcomes outcomes = RewoundHistory.of(history.stream().map(RecordedTurn::turnOf).toList()).outcomes();
		List<Integer> culprits = outcomes.culprits();
		TurnRow last = history.get(history.size() - 1);
		Instant now = this.services.clock().now();
		this.turns.add(new TurnRow(row.id(), row.generation(), last.turn() + 1,
				now.isAfter(last.recordedAt()) ? now : last.recordedAt(),
				HistoryCodec.encode(List.of(new ExecutionRewound(this.reason, culprits)))));
		Set<Integer> again = new HashSet<>(culprits);
		for (SubOrchestrationCreated created : outcomes.children()) {
			ParentLink link = new ParentLink(row.id(), row.generation(), created.taskId());
			if (again.contains(created.taskId())) {
				runAgain(row, created, link);
			}
			else if (!outcomes.isAnswered(created.taskId())) {
				answerAgain(row, created, link);
			}
		}
	}

	private @Nullable InstanceSummary child(InstanceRow parent, SubOrchestrationCreated created, ParentLink link) {
		InstanceSummary found = this.instances.find(parent.taskHub(), created.instanceId()).orElse(null);
		return (found != null && link.equals(found.row().parent())) ? found : null;
	}

	private void runAgain(InstanceRow parent, SubOrchestrationCreated created, ParentLink link) {
		InstanceSummary child = child(parent, created, link);
		RuntimeStatus status = (child != null) ? child.row().status() : null;
		if (child != null && status == RuntimeStatus.FAILED) {
			this.traces.put(child.row().id(), call(parent, created.taskId()));
			add(child);
			return;
		}
		boolean goesOn = child != null && (!child.row().status().isFinished() || status == RuntimeStatus.COMPLETED);
		if (child != null && goesOn) {
			answer(child, link);
			return;
		}
		if (child != null) {
			this.seen.put(child.row().id(), child.row().completedAt());
			this.replaced.add(child.row().id());
		}
		this.starts.add(this.services
			.newChild(parent, parent.generation(), created, this.services.clock().now(), call(parent, created.taskId()))
			.unowned());
	}

	/**
	 * Return the trace context of a call as it will be when the instance has been
	 * rewound.
	 */
	private TraceContext call(InstanceRow parent, int taskId) {
		ObservedInstance rewound = new ObservedInstance(parent.id(), parent.instanceId(), parent.name(),
				parent.version(), parent.generation(), this.traces.getOrDefault(parent.id(), parent.trace()),
				parent.rewinds() + 1);
		return this.services.tracing().ofTask(rewound, taskId);
	}

	private void answerAgain(InstanceRow parent, SubOrchestrationCreated created, ParentLink link) {
		InstanceSummary child = child(parent, created, link);
		if (child != null) {
			answer(child, link);
			return;
		}
		FailureDetails failure = new FailureDetails("InstancePurged", "Orchestration instance '" + created.instanceId()
				+ "' was purged before its parent had taken its result", null, null);
		this.messages.add(ChildAnswer.failure(link, failure));
	}

	/**
	 * Let a child answer if it has finished, or when it does.
	 */
	private void answer(InstanceSummary child, ParentLink link) {
		this.seen.put(child.row().id(), child.row().completedAt());
		String last = child.lastEvents();
		if (last == null) {
			return;
		}
		for (HistoryEvent event : HistoryCodec.decode(last)) {
			if (event instanceof ExecutionCompleted completed) {
				this.messages.add(ChildAnswer.of(child.row().instanceId(), link, completed));
			}
		}
	}

}
