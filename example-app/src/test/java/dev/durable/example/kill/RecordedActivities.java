package dev.durable.example.kill;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.durable.example.kill.ActivityRun.Call;
import dev.durable.history.HistoryCodec;
import dev.durable.history.HistoryEvent;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.history.TaskScheduled;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares the runs of activities with what history recorded of them. A result stands in
 * history with the time of the turn that recorded it; a run that began after that time is
 * one too many, whatever happened in between.
 */
final class RecordedActivities {

	// History is in database time as measured by the engine, runs are in the time of the
	// log
	private static final Duration CLOCK_TOLERANCE = Duration.ofMillis(200);

	private final Map<Call, Instant> recorded = new HashMap<>();

	private final Map<Call, Instant> unnumbered = new HashMap<>();

	/**
	 * Read what history recorded. No process may be using the database any more.
	 */
	static RecordedActivities read(Connection connection) throws SQLException {
		RecordedActivities activities = new RecordedActivities();
		Map<String, Map<Integer, String>> names = new HashMap<>();
		try (Statement statement = connection.createStatement(); ResultSet turns = statement.executeQuery("""
				select i.instance_id, h.recorded_at, h.events from durable_history h
				join durable_instance i on i.id = h.instance and i.generation = h.generation
				order by h.instance, h.turn""")) {
			while (turns.next()) {
				String instanceId = turns.getString(1);
				Instant time = turns.getObject(2, OffsetDateTime.class).toInstant();
				Map<Integer, String> tasks = names.computeIfAbsent(instanceId, (id) -> new HashMap<>());
				for (HistoryEvent event : HistoryCodec.decode(turns.getString(3))) {
					if (event instanceof TaskScheduled scheduled) {
						tasks.put(scheduled.taskId(), scheduled.name());
					}
					else if (event instanceof TaskCompleted completed) {
						activities.add(new Call(instanceId, tasks.get(completed.taskId()), completed.taskId(),
								completed.attempt()), time);
					}
					else if (event instanceof TaskFailed failed) {
						activities.add(
								new Call(instanceId, tasks.get(failed.taskId()), failed.taskId(), failed.attempt()),
								time);
					}
				}
			}
		}
		return activities;
	}

	void add(Call call, Instant time) {
		this.recorded.put(call, time);
		this.unnumbered.put(call.unnumbered(), time);
	}

	int count() {
		return this.recorded.size();
	}

	/**
	 * Return the runs of activities that had been recorded before.
	 */
	List<ActivityRun> runsAfterRecord(List<ActivityRun> runs) {
		return runs.stream().filter(this::isAfterRecord).toList();
	}

	private boolean isAfterRecord(ActivityRun run) {
		Instant time = (run.call().isNumbered() ? this.recorded : this.unnumbered).get(run.call());
		return time != null && run.time().isAfter(time.plus(CLOCK_TOLERANCE));
	}

	/**
	 * Return the recorded calls that never ran, which would mean that the log is not what
	 * it is taken for.
	 */
	Set<Call> withoutRun(List<ActivityRun> runs) {
		Set<Call> ran = runs.stream().map(ActivityRun::call).collect(Collectors.toSet());
		return this.recorded.keySet()
			.stream()
			.filter((call) -> !ran.contains(call) && !ran.contains(call.unnumbered()))
			.collect(Collectors.toSet());
	}

	/**
	 * Return the runs that repeat one of the same process, which no crash excuses.
	 */
	static List<ActivityRun> repeatedInOneProcess(List<ActivityRun> runs) {
		Set<Map.Entry<Integer, Call>> seen = new HashSet<>();
		return runs.stream()
			.filter((run) -> run.call().isNumbered())
			.filter((run) -> !seen.add(Map.entry(run.process(), run.call())))
			.toList();
	}

	/**
	 * Return how many runs repeat one of a process that was killed: legal, because its
	 * result had not been recorded.
	 */
	static long repeatedAfterKill(List<ActivityRun> runs) {
		Set<Call> seen = new HashSet<>();
		return runs.stream().filter((run) -> !seen.add(run.call())).count() - repeatedInOneProcess(runs).size();
	}

	void verify(List<ActivityRun> runs) {
		assertThat(withoutRun(runs)).as("recorded, but never ran").isEmpty();
		assertThat(runsAfterRecord(runs)).as("ran after it was recorded").isEmpty();
		assertThat(repeatedInOneProcess(runs)).as("ran twice without a crash").isEmpty();
	}

	String summary(List<ActivityRun> runs) {
		return """
				recorded activities: %d, runs after their record: %d
				runs of activities: %d, repeated after a kill: %d, repeated without a kill: %d
				""".formatted(count(), runsAfterRecord(runs).size(), runs.size(), repeatedAfterKill(runs),
				repeatedInOneProcess(runs).size());
	}

}
