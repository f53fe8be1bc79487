package dev.durable.history;

import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.durable.FailureDetails;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes the events of a turn as a JSON array and reads them back. Inputs, results and
 * payloads are embedded as they are, character for character. Names of events and of
 * their members are a storage format: they may be added to, never changed.
 */
public final class HistoryCodec {

	private static final JsonFactory FACTORY = new JsonFactory();

	private HistoryCodec() {
	}

	/**
	 * Write events.
	 * @param events the events of one turn, in order
	 * @return a JSON array
	 */
	public static String encode(List<? extends HistoryEvent> events) {
		StringWriter text = new StringWriter(64 + 96 * events.size());
		try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
			json.writeStartArray();
			for (HistoryEvent event : events) {
				json.writeStartObject();
				write(json, event);
				json.writeEndObject();
			}
			json.writeEndArray();
		}
		return WellFormedText.of(text.toString());
	}

	/**
	 * Read events.
	 * @param json what {@link #encode} wrote
	 * @return the events, in order
	 * @throws IllegalArgumentException if the text is something else
	 */
	public static List<HistoryEvent> decode(String json) {
		List<HistoryEvent> events = new ArrayList<>();
		for (EventMembers members : EventMembers.readAll(json)) {
			events.add(read(members));
		}
		return events;
	}

	/**
	 * Write a failure.
	 * @param failure the failure
	 * @return a JSON object
	 */
	public static String encodeFailure(FailureDetails failure) {
		StringWriter text = new StringWriter(256);
		try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
			writeFailure(json, failure);
		}
		return WellFormedText.of(text.toString());
	}

	/**
	 * Read a failure.
	 * @param json what {@link #encodeFailure} wrote
	 * @return the failure
	 */
	public static FailureDetails decodeFailure(String json) {
		return EventMembers.readOne(json).asFailure();
	}

	/**
	 * Make JSON storable everywhere, as {@link #encode} does with what it embeds: halves
	 * of surrogate pairs are escaped.
	 * @param json any JSON, or {@code null}
	 * @return the same value, or {@code null}
	 */
	public static @Nullable String storable(@Nullable String json) {
		return (json != null) ? WellFormedText.of(json) : null;
	}

	private static void write(JsonGenerator json, HistoryEvent event) {
		json.writeStringProperty("type", event.getClass().getSimpleName());
		if (event instanceof ExecutionStarted started) {
			json.writeStringProperty("name", started.name());
			text(json, "version", started.version().isEmpty() ? null : started.version());
			raw(json, "input", started.input());
			time(json, "startAt", started.startAt());
			text(json, "parent", started.parentInstanceId());
		}
		else if (event instanceof TaskScheduled scheduled) {
			json.writeNumberProperty("task", scheduled.taskId());
			json.writeStringProperty("name", scheduled.name());
			raw(json, "input", scheduled.input());
			flag(json, "handedOver", scheduled.handedOver());
		}
		else if (event instanceof TaskRetryScheduled retry) {
			json.writeNumberProperty("task", retry.taskId());
			json.writeNumberProperty("attempt", retry.attempt());
			time(json, "at", retry.dueAt());
			flag(json, "handedOver", retry.handedOver());
		}
		else if (event instanceof TaskCompleted completed) {
			json.writeNumberProperty("task", completed.taskId());
			json.writeNumberProperty("attempt", completed.attempt());
			raw(json, "result", completed.result());
		}
		else if (event instanceof TaskFailed failed) {
			json.writeNumberProperty("task", failed.taskId());
			json.writeNumberProperty("attempt", failed.attempt());
			failure(json, failed.failure());
		}
		else if (event instanceof SubOrchestrationCreated created) {
			json.writeNumberProperty("task", created.taskId());
			json.writeStringProperty("name", created.name());
			text(json, "version", created.version().isEmpty() ? null : created.version());
			json.writeStringProperty("instance", created.instanceId());
			raw(json, "input", created.input());
		}
		else if (event instanceof SubOrchestrationCompleted completed) {
			json.writeNumberProperty("task", completed.taskId());
			raw(json, "result", completed.result());
		}
		else if (event instanceof SubOrchestrationFailed failed) {
			json.writeNumberProperty("task", failed.taskId());
			failure(json, failed.failure());
		}
		else if (event instanceof TimerCreated created) {
			json.writeNumberProperty("task", created.taskId());
			time(json, "at", created.fireAt());
		}
		else if (event instanceof TimerFired fired) {
			json.writeNumberProperty("task", fired.taskId());
		}
		else {
			writeOther(json, event);
		}
	}

	private static void writeOther(JsonGenerator json, HistoryEvent event) {
		if (event instanceof EventRaised raised) {
			json.writeStringProperty("name", raised.name());
			raw(json, "payload", raised.payload());
			text(json, "traceParent", raised.trace().traceParent());
			text(json, "traceState", raised.trace().traceState());
			text(json, "baggage", raised.trace().baggage());
		}
		else if (event instanceof ExecutionSuspended suspended) {
			text(json, "reason", suspended.reason());
		}
		else if (event instanceof ExecutionResumed resumed) {
			text(json, "reason", resumed.reason());
		}
		else if (event instanceof ExecutionTerminated terminated) {
			text(json, "reason", terminated.reason());
			flag(json, "recursive", terminated.recursive());
		}
		else if (event instanceof CallRefused refused) {
			json.writeNumberProperty("task", refused.taskId());
			json.writeStringProperty("message", refused.message());
		}
		else if (event instanceof ContinuedAsNew continued) {
			raw(json, "input", continued.input());
		}
		else if (event instanceof ExecutionCompleted completed) {
			json.writeStringProperty("status", completed.status().name());
			raw(json, "output", completed.output());
			if (completed.failure() != null) {
				failure(json, completed.failure());
			}
			tasks(json, completed.failedTasks());
		}
		else if (event instanceof ExecutionRewound rewound) {
			text(json, "reason", rewound.reason());
			tasks(json, rewound.tasks());
		}
		else if (event instanceof DecisionKept kept) {
			json.writeNumberProperty("task", kept.taskId());
		}
	}

	private static HistoryEvent read(EventMembers event) {
		String type = event.text("type");
		return switch (type) {
			case "ExecutionStarted" -> new ExecutionStarted(event.text("name"), event.textOr("version", ""),
					event.raw("input"), event.time("startAt"), event.textOrNull("parent"));
			case "TaskScheduled" -> new TaskScheduled(event.number("task"), event.text("name"), event.raw("input"),
					event.flag("handedOver"));
			case "TaskRetryScheduled" -> new TaskRetryScheduled(event.number("task"), event.number("attempt"),
					event.requiredTime("at"), event.flag("handedOver"));
			case "TaskCompleted" ->
				new TaskCompleted(event.number("task"), event.number("attempt"), event.raw("result"));
			case "TaskFailed" -> new TaskFailed(event.number("task"), event.number("attempt"), event.failure());
			case "SubOrchestrationCreated" -> new SubOrchestrationCreated(event.number("task"), event.text("name"),
					event.textOr("version", ""), event.text("instance"), event.raw("input"));
			case "SubOrchestrationCompleted" ->
				new SubOrchestrationCompleted(event.number("task"), event.raw("result"));
			case "SubOrchestrationFailed" -> new SubOrchestrationFailed(event.number("task"), event.failure());
			case "TimerCreated" -> new TimerCreated(event.number("task"), event.requiredTime("at"));
			case "TimerFired" -> new TimerFired(event.number("task"));
			case "EventRaised" -> new EventRaised(event.text("name"), event.raw("payload"), event.trace());
			case "CodeAbsent" -> new CodeAbsent();
			case "ExecutionSuspended" -> new ExecutionSuspended(event.textOrNull("reason"));
			case "ExecutionResumed" -> new ExecutionResumed(event.textOrNull("reason"));
			case "ExecutionTerminated" -> new ExecutionTerminated(event.textOrNull("reason"), event.flag("recursive"));
			case "CallRefused" -> new CallRefused(event.number("task"), event.text("message"));
			case "ContinuedAsNew" -> new ContinuedAsNew(event.raw("input"));
			case "ExecutionCompleted" -> new ExecutionCompleted(event.status("status"), event.raw("output"),
					event.has("failure") ? event.failure() : null, event.numbers("tasks"));
			case "ExecutionRewound" -> new ExecutionRewound(event.textOrNull("reason"), event.numbers("tasks"));
			case "DecisionKept" -> new DecisionKept(event.number("task"));
			default -> throw new IllegalArgumentException(
					"Unknown history event '" + type + "'; the history was written by a newer version of this library");
		};
	}

	private static void text(JsonGenerator json, String name, @Nullable String value) {
		if (value != null) {
			json.writeStringProperty(name, value);
		}
	}

	private static void tasks(JsonGenerator json, List<Integer> tasks) {
		if (!tasks.isEmpty()) {
			json.writeName("tasks");
			json.writeStartArray();
			tasks.forEach(json::writeNumber);
			json.writeEndArray();
		}
	}

	private static void flag(JsonGenerator json, String name, boolean value) {
		if (value) {
			json.writeBooleanProperty(name, true);
		}
	}

	private static void time(JsonGenerator json, String name, @Nullable Instant value) {
		if (value != null) {
			json.writeStringProperty(name, value.toString());
		}
	}

	private static void raw(JsonGenerator json, String name, @Nullable String value) {
		if (value != null) {
			json.writeName(name);
			json.writeRawValue(value);
		}
	}

	private static void failure(JsonGenerator json, FailureDetails failure) {
		json.writeName("failure");
		writeFailure(json, failure);
	}

	private static void writeFailure(JsonGenerator json, FailureDetails failure) {
		json.writeStartObject();
		json.writeStringProperty("errorType", failure.errorType());
		text(json, "message", failure.message());
		text(json, "stackTrace", failure.stackTrace());
		if (failure.cause() != null) {
			json.writeName("cause");
			writeFailure(json, failure.cause());
		}
		json.writeEndObject();
	}

}
