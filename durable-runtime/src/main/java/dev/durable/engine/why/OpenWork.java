package dev.durable.engine.why;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.durable.FailureDetails;
import dev.durable.Reason;
import dev.durable.Reason.ActivityProgress;
import dev.durable.engine.code.AwaitedTasks;
import dev.durable.engine.code.EventWait;
import dev.durable.engine.code.OpenActivity;
import dev.durable.engine.code.OpenTimer;
import dev.durable.store.HandedOverAttempt;
import dev.durable.store.InstanceEvidence;
import dev.durable.store.MessageKind;
import dev.durable.store.UnfinishedChild;
import org.jspecify.annotations.Nullable;

/**
 * The reasons that lie in what is open: events, activities, timers, children. Those that
 * the code awaits come first.
 */
final class OpenWork {

	private final InstanceEvidence evidence;

	private final LocalKnowledge local;

	private final KnownNodes nodes;

	private final RecordedTasks recorded;

	private final ReplayedCode code;

	private final List<Reason> awaited = new ArrayList<>();

	private final List<Reason> others = new ArrayList<>();

	OpenWork(InstanceEvidence evidence, LocalKnowledge local, KnownNodes nodes, RecordedTasks recorded,
			ReplayedCode code) {
		this.evidence = evidence;
		this.local = local;
		this.nodes = nodes;
		this.recorded = recorded;
		this.code = code;
	}

	List<Reason> reasons() {
		Set<Integer> limits = new HashSet<>();
		for (EventWait event : this.code.events()) {
			limits.add(event.timerTask());
			RecordedTask limit = this.recorded.find(event.timerTask());
			add(new Reason.Event(event.name(), event.since(), (limit != null) ? limit.dueAt() : null, isAwaited(event)),
					isAwaited(event));
		}
		activities().forEach((task) -> add(activity(task), isAwaited(task.taskId())));
		for (RecordedTask child : this.recorded.open(RecordedTask.Kind.CHILD)) {
			add(child(child), isAwaited(child.taskId()));
		}
		for (RecordedTask timer : timers()) {
			Instant fireAt = timer.dueAt();
			if (!limits.contains(timer.taskId()) && fireAt != null) {
				add(new Reason.Timer(timer.taskId(), timer.since(), fireAt, isAwaited(timer.taskId())),
						isAwaited(timer.taskId()));
			}
		}
		List<Reason> all = new ArrayList<>(this.awaited);
		all.addAll(this.others);
		return all;
	}

	private void add(Reason reason, @Nullable Boolean isAwaited) {
		(Boolean.TRUE.equals(isAwaited) ? this.awaited : this.others).add(reason);
	}

	private boolean isAwaited(EventWait event) {
		AwaitedTasks tasks = this.code.awaited();
		return tasks != null && tasks.events().contains(event);
	}

	private @Nullable Boolean isAwaited(int taskId) {
		if (!this.code.isKnown()) {
			return null;
		}
		AwaitedTasks tasks = this.code.awaited();
		return tasks != null && tasks.taskIds().contains(taskId);
	}

	private List<RecordedTask> activities() {
		if (!this.code.isKnown()) {
			return this.recorded.open(RecordedTask.Kind.ACTIVITY);
		}
		return recorded(this.code.activities().stream().map(OpenActivity::taskId).toList());
	}

	private List<RecordedTask> timers() {
		if (!this.code.isKnown()) {
			return this.recorded.open(RecordedTask.Kind.TIMER);
		}
		return recorded(this.code.timers().stream().map(OpenTimer::taskId).toList());
	}

	private List<RecordedTask> recorded(List<Integer> taskIds) {
		List<RecordedTask> found = new ArrayList<>();
		for (int taskId : taskIds) {
			RecordedTask task = this.recorded.find(taskId);
			if (task != null) {
				found.add(task);
			}
		}
		return found;
	}

	private Reason.SubOrchestration child(RecordedTask child) {
		UnfinishedChild unfinished = this.evidence.children()
			.stream()
			.filter((other) -> other.taskId() == child.taskId()
					&& other.generation() == this.evidence.row().generation())
			.findFirst()
			.orElse(null);
		return new Reason.SubOrchestration(child.taskId(), child.childInstanceId(), child.name(),
				child.version().isEmpty() ? null : child.version(), (unfinished != null) ? unfinished.status() : null,
				child.since(), isAwaited(child.taskId()));
	}

	private Reason.Activity activity(RecordedTask task) {
		Integer maxAttempts = this.code.maxAttempts().get(task.taskId());
		FailureDetails failure = (task.attempt() > 1) ? Explanations.brief(task.lastFailure()) : null;
		Progress progress = progress(task);
		return new Reason.Activity(task.name(), task.taskId(), progress.progress, task.attempt(),
				(maxAttempts != null && maxAttempts > 0) ? maxAttempts : null, task.since(), task.dueAt(),
				progress.runningSince, progress.node, failure, isAwaited(task.taskId()));
	}

	private Progress progress(RecordedTask task) {
		if (isEnded(task)) {
			return new Progress(ActivityProgress.ENDED, null, null);
		}
		boolean due = task.dueAt() == null || !task.dueAt().isAfter(this.evidence.readAt());
		if (task.handedOver()) {
			return handedOver(task, due);
		}
		if (!due) {
			return new Progress(ActivityProgress.WAITING_TO_RETRY, null, null);
		}
		Long owner = this.evidence.row().ownerNode();
		boolean held = this.local.verdict() == LocalKnowledge.Verdict.CONDEMNED;
		if (owner == null || held || this.nodes.isLost(this.nodes.node(owner))) {
			return new Progress(ActivityProgress.NOT_BEGUN, null, null);
		}
		Reason.Node node = this.nodes.node(owner);
		LocalKnowledge.Memory memory = this.local.memory();
		if (node.here() && memory.hasQueue() && memory.turn() == null && !isRunning(task)) {
			return new Progress(ActivityProgress.QUEUED, null, node);
		}
		return running(task, node, ActivityProgress.WITH_OWNER);
	}

	private Progress handedOver(RecordedTask task, boolean due) {
		HandedOverAttempt row = this.evidence.handedOver()
			.stream()
			.filter((other) -> other.taskId() == task.taskId() && other.attempt() == task.attempt()
					&& other.generation() == this.evidence.row().generation())
			.findFirst()
			.orElse(null);
		if (row != null && row.ownerNode() != null) {
			return running(task, this.nodes.node(row.ownerNode()), ActivityProgress.TAKEN);
		}
		return new Progress(due ? ActivityProgress.HANDED_OVER : ActivityProgress.WAITING_TO_RETRY, null, null);
	}

	private boolean isRunning(RecordedTask task) {
		return this.local.memory().runningSince(task.taskId(), task.attempt()) != null;
	}

	private Progress running(RecordedTask task, Reason.Node node, ActivityProgress otherwise) {
		Instant since = node.here() ? this.local.memory().runningSince(task.taskId(), task.attempt()) : null;
		return new Progress((since != null) ? ActivityProgress.RUNNING : otherwise, since, node);
	}

	private boolean isEnded(RecordedTask task) {
		return this.evidence.inbox()
			.stream()
			.anyMatch((message) -> (message.kind() == MessageKind.ACTIVITY_COMPLETED
					|| message.kind() == MessageKind.ACTIVITY_FAILED) && message.taskId() == task.taskId()
					&& message.attempt() == task.attempt() && message.generation() == this.evidence.row().generation());
	}

	/**
	 * How far an attempt has come.
	 */
	private record Progress(ActivityProgress progress, @Nullable Instant runningSince, Reason.@Nullable Node node) {

	}

}
