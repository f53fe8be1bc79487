package dev.durable.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.durable.FailureDetails;
import dev.durable.RawJson;
import dev.durable.history.ContinuedAsNew;
import dev.durable.history.Decision;
import dev.durable.history.EventRaised;
import dev.durable.history.ExecutionCompleted;
import dev.durable.history.ExecutionResumed;
import dev.durable.history.ExecutionRewound;
import dev.durable.history.ExecutionStarted;
import dev.durable.history.ExecutionSuspended;
import dev.durable.history.ExecutionTerminated;
import dev.durable.history.Incident;
import dev.durable.history.RecordedEvent;
import dev.durable.history.SubOrchestrationCompleted;
import dev.durable.history.SubOrchestrationCreated;
import dev.durable.history.SubOrchestrationFailed;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.history.TaskRetryScheduled;
import dev.durable.history.TaskScheduled;
import dev.durable.history.TimerCreated;
import dev.durable.history.TimerFired;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the history of an instance the way Azure does: what was scheduled and what came
 * of it are one entry.
 */
final class HistoryPayload {

	private final StatusView view;

	private final List<HistoryEntry> entries = new ArrayList<>();

	private final Map<Integer, HistoryEntry> open = new HashMap<>();

	private final Map<Integer, String> names = new HashMap<>();

	private final Map<Integer, Instant> fireTimes = new HashMap<>();

	private HistoryPayload(StatusView view) {
		this.view = view;
	}

	static void write(JsonGenerator json, List<RecordedEvent> events, StatusView view) {
		HistoryPayload payload = new HistoryPayload(view);
		for (RecordedEvent recorded : events) {
			if (recorded.event() instanceof Decision decision) {
				payload.add(decision, recorded.recordedAt());
			}
			else if (recorded.event() instanceof Incident incident) {
				payload.add(incident, recorded.recordedAt());
			}
		}
		json.writeStartArray();
		payload.entries.forEach((entry) -> entry.write(json));
		json.writeEndArray();
	}

	private void add(Decision decision, Instant time) {
		if (decision instanceof TaskScheduled task) {
			open(task.taskId(), task.name(),
					entry("TaskScheduled", time).with("Name", task.name()).with("Input", input(task.input())));
		}
		else if (decision instanceof TaskRetryScheduled retry) {
			String name = this.names.get(retry.taskId());
			open(retry.taskId(), name,
					entry("TaskScheduled", time).with("Name", name).with("ScheduledTime", retry.dueAt()));
		}
		else if (decision instanceof SubOrchestrationCreated child) {
			open(child.taskId(), child.name(),
					entry("SubOrchestrationInstanceCreated", time).with("Name", child.name())
						.with("InstanceId", child.instanceId())
						.with("Input", input(child.input())));
		}
		else if (decision instanceof TimerCreated timer) {
			this.fireTimes.put(timer.taskId(), timer.fireAt());
			open(timer.taskId(), null, entry("TimerCreated", time).with("FireAt", timer.fireAt()));
		}
		else if (decision instanceof ContinuedAsNew next) {
			entry("ContinueAsNew", time).with("Input", input(next.input()));
		}
		else if (decision instanceof ExecutionCompleted end) {
			entry("ExecutionCompleted", time).with("OrchestrationStatus", end.status().displayName())
				.with("Result", result(end.output()))
				.with("FailureDetails", end.failure());
		}
	}

	private void add(Incident incident, Instant time) {
		if (incident instanceof ExecutionStarted start) {
			entry("ExecutionStarted", time).with("FunctionName", start.name())
				.with("Input", input(start.input()))
				.with("ScheduledTime", start.startAt());
		}
		else if (incident instanceof TaskCompleted task) {
			completed("TaskCompleted", task.taskId(), time, task.result());
		}
		else if (incident instanceof TaskFailed task) {
			failed("TaskFailed", task.taskId(), time, task.failure());
		}
		else if (incident instanceof SubOrchestrationCompleted child) {
			completed("SubOrchestrationInstanceCompleted", child.taskId(), time, child.result());
		}
		else if (incident instanceof SubOrchestrationFailed child) {
			failed("SubOrchestrationInstanceFailed", child.taskId(), time, child.failure());
		}
		else if (incident instanceof TimerFired timer) {
			entry("TimerFired", time).with("FireAt", this.fireTimes.get(timer.taskId()))
				.merge(this.open.remove(timer.taskId()));
		}
		else if (incident instanceof EventRaised event) {
			entry("EventRaised", time).with("Name", event.name()).with("Input", input(event.payload()));
		}
		else if (incident instanceof ExecutionSuspended suspension) {
			entry("ExecutionSuspended", time).with("Reason", suspension.reason());
		}
		else if (incident instanceof ExecutionResumed resumption) {
			entry("ExecutionResumed", time).with("Reason", resumption.reason());
		}
		else if (incident instanceof ExecutionRewound rewinding) {
			entry("ExecutionRewound", time).with("Reason", rewinding.reason());
		}
		else if (incident instanceof ExecutionTerminated termination) {
			entry("ExecutionTerminated", time).with("Reason", termination.reason());
		}
	}

	private HistoryEntry entry(String type, Instant time) {
		HistoryEntry entry = new HistoryEntry(type, time);
		this.entries.add(entry);
		return entry;
	}

	private void open(int taskId, @Nullable String name, HistoryEntry entry) {
		this.open.put(taskId, entry);
		if (name != null) {
			this.names.put(taskId, name);
		}
	}

	private void completed(String type, int taskId, Instant time, @Nullable String result) {
		entry(type, time).with("FunctionName", this.names.get(taskId))
			.merge(this.open.remove(taskId))
			.with("Result", result(result));
	}

	private void failed(String type, int taskId, Instant time, FailureDetails failure) {
		entry(type, time).with("FunctionName", this.names.get(taskId))
			.merge(this.open.remove(taskId))
			.with("Reason", failure.message())
			.with("FailureDetails", failure);
	}

	private @Nullable String input(@Nullable String json) {
		return this.view.showInput() ? json : null;
	}

	private @Nullable RawJson result(@Nullable String json) {
		return (this.view.showHistoryOutput() && json != null) ? new RawJson(json) : null;
	}

}
