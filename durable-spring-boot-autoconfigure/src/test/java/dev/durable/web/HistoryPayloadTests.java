package dev.durable.web;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.durable.FailureDetails;
import dev.durable.RuntimeStatus;
import dev.durable.history.ContinuedAsNew;
import dev.durable.history.DecisionKept;
import dev.durable.history.EventRaised;
import dev.durable.history.ExecutionCompleted;
import dev.durable.history.ExecutionResumed;
import dev.durable.history.ExecutionRewound;
import dev.durable.history.ExecutionStarted;
import dev.durable.history.ExecutionSuspended;
import dev.durable.history.ExecutionTerminated;
import dev.durable.history.HistoryEvent;
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
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HistoryPayload}.
 */
class HistoryPayloadTests {

	private static final Instant LATER = Instant.parse("2026-07-02T00:00:00Z");

	private static final FailureDetails FAILURE = new FailureDetails("a.B", "broken", null,
			new FailureDetails("c.D", "deep", "at x", null));

	@Test
	void mergesWhatWasScheduledWithWhatCameOfIt() {
		assertThat(write(new TaskScheduled(1, "Charge", "{\"a\":1}"), new TaskCompleted(1, 1, "true")))
			.isEqualTo("[{\"EventType\":\"TaskCompleted\",\"Timestamp\":\"2026-07-01T00:00:01Z\","
					+ "\"FunctionName\":\"Charge\",\"ScheduledTime\":\"2026-07-01T00:00:00Z\",\"Result\":true}]");
		assertThat(
				write(new SubOrchestrationCreated(1, "Child", "", "c1", null), new SubOrchestrationCompleted(1, null)))
			.isEqualTo("[{\"EventType\":\"SubOrchestrationInstanceCompleted\","
					+ "\"Timestamp\":\"2026-07-01T00:00:01Z\",\"FunctionName\":\"Child\","
					+ "\"ScheduledTime\":\"2026-07-01T00:00:00Z\"}]");
		assertThat(write(new TimerCreated(1, LATER), new TimerFired(1)))
			.isEqualTo("[{\"EventType\":\"TimerFired\",\"Timestamp\":\"2026-07-01T00:00:01Z\","
					+ "\"FireAt\":\"2026-07-02T00:00:00Z\",\"ScheduledTime\":\"2026-07-01T00:00:00Z\"}]");
	}

	@Test
	void showsWhatIsOpen() {
		assertThat(write(new TaskScheduled(1, "Charge", "5"), new SubOrchestrationCreated(2, "Child", "", "c1", "6"),
				new TimerCreated(3, LATER)))
			.isEqualTo("[{\"EventType\":\"TaskScheduled\",\"Timestamp\":\"2026-07-01T00:00:00Z\","
					+ "\"Name\":\"Charge\",\"Input\":\"5\"},{\"EventType\":\"SubOrchestrationInstanceCreated\","
					+ "\"Timestamp\":\"2026-07-01T00:00:01Z\",\"Name\":\"Child\",\"InstanceId\":\"c1\","
					+ "\"Input\":\"6\"},{\"EventType\":\"TimerCreated\",\"Timestamp\":\"2026-07-01T00:00:02Z\","
					+ "\"FireAt\":\"2026-07-02T00:00:00Z\"}]");
	}

	@Test
	void showsEachAttempt() {
		assertThat(write(new TaskScheduled(1, "Charge", null), new TaskFailed(1, 1, FAILURE),
				new TaskRetryScheduled(1, 2, LATER)))
			.isEqualTo("[{\"EventType\":\"TaskFailed\",\"Timestamp\":\"2026-07-01T00:00:01Z\","
					+ "\"FunctionName\":\"Charge\",\"ScheduledTime\":\"2026-07-01T00:00:00Z\",\"Reason\":\"broken\","
					+ "\"FailureDetails\":{\"ErrorType\":\"a.B\",\"ErrorMessage\":\"broken\",\"InnerFailure\":"
					+ "{\"ErrorType\":\"c.D\",\"ErrorMessage\":\"deep\",\"StackTrace\":\"at x\"}}},"
					+ "{\"EventType\":\"TaskScheduled\",\"Timestamp\":\"2026-07-01T00:00:02Z\",\"Name\":\"Charge\","
					+ "\"ScheduledTime\":\"2026-07-02T00:00:00Z\"}]");
	}

	@Test
	void showsTheLifeOfAnInstance() {
		assertThat(types(new ExecutionStarted("Greet", "", "1", LATER), new ExecutionSuspended("check"),
				new ExecutionResumed(null), new EventRaised("Approval", "true"),
				new SubOrchestrationCreated(1, "Child", "", "c1", null), new SubOrchestrationFailed(1, FAILURE),
				new ExecutionTerminated("enough"), new ExecutionCompleted(RuntimeStatus.TERMINATED, "\"x\"", null)))
			.containsExactly("ExecutionStarted", "ExecutionSuspended", "ExecutionResumed", "EventRaised",
					"SubOrchestrationInstanceFailed", "ExecutionTerminated", "ExecutionCompleted");
		assertThat(write(new ExecutionTerminated("enough"))).contains("\"Reason\":\"enough\"");
		assertThat(write(new EventRaised("Approval", "{\"a\":1}")))
			.contains("\"Name\":\"Approval\",\"Input\":\"{\\\"a\\\":1}\"");
		assertThat(write(new ExecutionCompleted(RuntimeStatus.FAILED, null, FAILURE)))
			.contains("\"OrchestrationStatus\":\"Failed\",\"FailureDetails\":{");
		assertThat(write(new ContinuedAsNew("7"))).contains("\"EventType\":\"ContinueAsNew\"", "\"Input\":\"7\"");
	}

	@Test
	void showsRewinds() {
		assertThat(write(new ExecutionRewound("again", List.of(1)), new DecisionKept(2)))
			.isEqualTo("[{\"EventType\":\"ExecutionRewound\",\"Timestamp\":\"2026-07-01T00:00:00Z\","
					+ "\"Reason\":\"again\"}]");
	}

	@Test
	void hidesWhatIsNotAskedFor() {
		List<RecordedEvent> events = recorded(new ExecutionStarted("Greet", "", "\"in\"", null),
				new TaskScheduled(1, "A", "\"in\""), new TaskCompleted(1, 1, "\"out\""),
				new ExecutionCompleted(RuntimeStatus.COMPLETED, "\"out\"", null));
		String hidden = write(events, new StatusView(false, true, false, false));
		assertThat(hidden).doesNotContain("in\\\"").doesNotContain("\"out\"");
	}

	private static List<String> types(HistoryEvent... events) {
		List<String> types = new ArrayList<>();
		for (String part : write(events).split("\"EventType\":\"")) {
			types.add(part.substring(0, Math.max(0, part.indexOf('"'))));
		}
		return types.subList(1, types.size());
	}

	private static String write(HistoryEvent... events) {
		return write(recorded(events), new StatusView(true, true, true, false));
	}

	private static String write(List<RecordedEvent> events, StatusView view) {
		return new String(JsonBody.write((json) -> HistoryPayload.write(json, events, view)), StandardCharsets.UTF_8);
	}

	private static List<RecordedEvent> recorded(HistoryEvent... events) {
		List<RecordedEvent> recorded = new ArrayList<>();
		for (int i = 0; i < events.length; i++) {
			recorded.add(new RecordedEvent(i, Instant.parse("2026-07-01T00:00:00Z").plusSeconds(i), events[i]));
		}
		return recorded;
	}

}
