package dev.durable.benchmark.workload;

import dev.durable.benchmark.meter.Measurement;
import dev.durable.benchmark.system.ActivityBody;
import dev.durable.benchmark.system.BenchmarkedSystem;
import dev.durable.benchmark.system.Payload;

/**
 * An orchestration with a long history goes on in another process: from the event that it
 * waits for to its completion.
 *
 * @param activities how many it has run
 */
record Replay(int activities) implements Workload {

	@Override
	public Measurement run(CellContext cell) throws Exception {
		int count = cell.scaled(this.activities);
		try (Progressing progress = new Progressing(cell.url())) {
			String id;
			try (BenchmarkedSystem system = cell.start(1, ActivityBody.ECHO)) {
				id = system.startWaiting("r", count);
				progress.awaitNone("select %d - (%s)".formatted(count, cell.system().progress().recordedSteps()));
			}
			try (BenchmarkedSystem system = cell.start(1, ActivityBody.ECHO)) {
				system.runSequential("warm-up", 10);
				long start = System.nanoTime();
				system.raiseEvent(id, Payload.of("e"));
				progress.awaitNone(cell.system().progress().unfinished());
				double millis = (System.nanoTime() - start) / 1e6;
				return new Measurement().put("replay-ms", millis).put("us-per-step", millis * 1000 / count);
			}
		}
	}

}
