package dev.durable.example.kill;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.example.kill.ActivityRun.Call;
import tools.jackson.databind.JsonNode;

/**
 * Compares the runs of activities with what history recorded of them. A result stands in
 * history with the time of the turn that recorded it; a run that began after that time is
 * one too many, whatever happened in between.
 */
final class RecordedActivities {

	// History is in database time as measured by the engine, runs are in the time of the
	// log
	private static final Duration CLOCK_TOLERANCE = Duration.ofMillis(50);

	private final Map<String, Map<Integer, Instant>> recorded = new HashMap<>();

	private int count;

	void add(String instanceId, JsonNode historyEvents) {
		Map<Integer, Instant> tasks = new HashMap<>();
		for (JsonNode event : historyEvents) {
			String type = event.path("EventType").asString();
			if (type.equals("TaskCompleted") || type.equals("TaskFailed")) {
				tasks.put(event.path("TaskId").asInt(), Instant.parse(event.path("Timestamp").asString()));
				this.count++;
			}
		}
		this.recorded.put(instanceId, tasks);
	}

	int count() {
		return this.count;
	}

	/**
	 * Return the runs of activities that had been recorded before.
	 */
	List<ActivityRun> runsAfterRecord(List<ActivityRun> runs) {
		return runs.stream().filter(this::isAfterRecord).toList();
	}

	private boolean isAfterRecord(ActivityRun run) {
		Instant time = this.recorded.getOrDefault(run.call().instanceId(), Map.of()).get(run.call().taskId());
		return time != null && run.time().isAfter(time.plus(CLOCK_TOLERANCE));
	}

	/**
	 * Return the recorded activities that never ran, which would mean that the log is not
	 * what it is taken for.
	 */
	List<String> recordedWithoutRun(List<ActivityRun> runs) {
		Set<String> ran = new HashSet<>();
		runs.forEach((run) -> ran.add(run.call().instanceId() + "#" + run.call().taskId()));
		List<String> missing = new ArrayList<>();
		this.recorded.forEach((id, tasks) -> tasks.keySet().forEach((task) -> {
			if (!ran.contains(id + "#" + task)) {
				missing.add(id + "#" + task);
			}
		}));
		return missing;
	}

	/**
	 * Return the runs that repeat one of the same process, which no crash excuses.
	 */
	static List<ActivityRun> repeatedInOneProcess(List<ActivityRun> runs) {
		Set<Map.Entry<Integer, Call>> seen = new HashSet<>();
		return runs.stream().filter((run) -> !seen.add(Map.entry(run.process(), run.call()))).toList();
	}

	/**
	 * Return how many runs repeat one of a process that was killed: legal, because its
	 * result had not been recorded.
	 */
	static long repeatedAfterKill(List<ActivityRun> runs) {
		Set<Call> seen = new HashSet<>();
		return runs.stream().filter((run) -> !seen.add(run.call())).count();
	}

}
