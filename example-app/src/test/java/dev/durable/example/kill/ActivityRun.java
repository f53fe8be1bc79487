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
		.compile("^(\\S+) +INFO .*ActivityLog +: \\w+ runs for (\\S+) \\(task (\\d+), attempt (\\d+)\\)$");

	static List<ActivityRun> readAll(List<Path> logs) throws IOException {
		List<ActivityRun> runs = new ArrayList<>();
		for (int process = 1; process <= logs.size(); process++) {
			for (String line : Files.readAllLines(logs.get(process - 1))) {
				Matcher matcher = LINE.matcher(line);
				if (matcher.matches()) {
					Call call = new Call(matcher.group(2), Integer.parseInt(matcher.group(3)),
							Integer.parseInt(matcher.group(4)));
					runs.add(new ActivityRun(process, OffsetDateTime.parse(matcher.group(1)).toInstant(), call));
				}
			}
		}
		return runs;
	}

	/**
	 * One attempt of one call of an activity.
	 */
	record Call(String instanceId, int taskId, int attempt) {

	}

}
