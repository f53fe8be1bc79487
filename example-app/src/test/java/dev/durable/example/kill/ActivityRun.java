package dev.durable.example.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run of an activity, as logged by the example when it began.
 */
record ActivityRun(int process, Instant time, Call call) {

	private static final Pattern LINE = Pattern
		.compile("^(\\S+) +INFO .*ActivityLog +: (\\w+) runs for (\\S+?)(?: \\(task (\\d+), attempt (\\d+)\\))?$");

	static List<ActivityRun> readAll(List<Path> logs) throws IOException {
		List<ActivityRun> runs = new ArrayList<>();
		for (int process = 1; process <= logs.size(); process++) {
			for (String line : Files.readAllLines(logs.get(process - 1))) {
				Matcher matcher = LINE.matcher(line);
				if (matcher.matches()) {
					Call call = new Call(matcher.group(3), matcher.group(2), number(matcher.group(4)),
							number(matcher.group(5)));
					runs.add(new ActivityRun(process, OffsetDateTime.parse(matcher.group(1)).toInstant(), call));
				}
			}
		}
		return runs;
	}

	private static int number(String digits) {
		return (digits != null) ? Integer.parseInt(digits) : 0;
	}

	/**
	 * One attempt of one call of an activity. Activities that do not ask for their call
	 * do not log its numbers, which are 0 then; they are called once per instance.
	 */
	record Call(String instanceId, String activity, int taskId, int attempt) {

		Call unnumbered() {
			return new Call(this.instanceId, this.activity, 0, 0);
		}

		boolean isNumbered() {
			return this.taskId > 0;
		}

	}

}
