package dev.durable.example.kill;

import java.time.Instant;
import java.util.List;

import dev.durable.example.kill.ActivityRun.Call;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RecordedActivities}: that it would notice what must not happen.
 */
class RecordedActivitiesTests {

	private static final Instant RECORDED_AT = Instant.parse("2026-01-01T12:00:00Z");

	private static final Call CALL = new Call("order-1", "PackLine", 3, 1);

	private static final Call OTHER_ATTEMPT = new Call("order-1", "PackLine", 3, 2);

	private static final Call UNNUMBERED = new Call("order-1", "ReserveStock", 0, 0);

	private final RecordedActivities activities = new RecordedActivities();

	@Test
	void runBeforeTheRecordIsFine() {
		this.activities.add(CALL, RECORDED_AT);
		assertThat(this.activities.runsAfterRecord(List.of(run(1, -1, CALL), run(2, -10, CALL)))).isEmpty();
	}

	@Test
	void runAfterTheRecordIsFound() {
		this.activities.add(CALL, RECORDED_AT);
		var again = run(2, 5, CALL);
		assertThat(this.activities.runsAfterRecord(List.of(run(1, -1, CALL), again, run(2, 5, OTHER_ATTEMPT))))
			.containsExactly(again);
	}

	@Test
	void runAfterTheRecordIsFoundWithoutNumbers() {
		this.activities.add(new Call("order-1", "ReserveStock", 2, 1), RECORDED_AT);
		var again = run(2, 5, UNNUMBERED);
		assertThat(this.activities.runsAfterRecord(List.of(run(1, -1, UNNUMBERED), again))).containsExactly(again);
	}

	@Test
	void recordWithoutRunIsFound() {
		this.activities.add(CALL, RECORDED_AT);
		this.activities.add(OTHER_ATTEMPT, RECORDED_AT);
		assertThat(this.activities.withoutRun(List.of(run(1, -1, CALL)))).containsExactly(OTHER_ATTEMPT);
	}

	@Test
	void repetitionsAreToldApartByTheCrashBetweenThem() {
		var runs = List.of(run(1, -9, CALL), run(2, -5, CALL), run(2, -4, CALL), run(2, -3, OTHER_ATTEMPT));
		assertThat(RecordedActivities.repeatedInOneProcess(runs)).containsExactly(runs.get(2));
		assertThat(RecordedActivities.repeatedAfterKill(runs)).isOne();
	}

	private static ActivityRun run(int process, long secondsAfterRecord, Call call) {
		return new ActivityRun(process, RECORDED_AT.plusSeconds(secondsAfterRecord), call);
	}

}
