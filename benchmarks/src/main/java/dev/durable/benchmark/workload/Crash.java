package dev.durable.benchmark.workload;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.durable.benchmark.meter.Measurement;
import dev.durable.benchmark.system.BenchmarkedSystem;

/**
 * A process is killed when many orchestrations are half done: how long the next one takes
 * to complete them, and what it does again. Activities that have run but were not
 * recorded when the process died have to run again; others must not.
 *
 * @param orchestrations how many, of ten activities each
 */
record Crash(int orchestrations) implements Workload {

	static final int ACTIVITIES = 10;

	@Override
	public Measurement run(CellContext cell) throws Exception {
		int count = cell.scaled(this.orchestrations);
		Path file = Files.createTempFile("benchmark-steps", ".log");
		try (Progressing progress = new Progressing(cell.url())) {
			StepLog log = new StepLog(file);
			killHalfDone(cell, count, file, log);
			long killed = System.nanoTime();
			int runsBefore = log.runs();
			long recorded = progress.count(cell.system().progress().recordedSteps().formatted(ACTIVITIES, count));
			BenchmarkedSystem restarted = cell.start(count, log);
			try {
				long started = System.nanoTime();
				progress.awaitNone(cell.system().progress().unfinished());
				long completed = System.nanoTime();
				int repeated = log.repeated();
				return new Measurement().put("seconds-after-kill", (completed - killed) / 1e9)
					.put("seconds-after-start", (completed - started) / 1e9)
					.put("runs-before", runsBefore)
					.put("recorded-before", recorded)
					.put("steps-repeated", repeated)
					.put("recorded-steps-repeated", Math.max(0, repeated - Math.max(0, runsBefore - recorded)));
			}
			finally {
				restarted.close();
			}
		}
		finally {
			Files.delete(file);
		}
	}

	private static void killHalfDone(CellContext cell, int count, Path file, StepLog log)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		// as the JVM of the cell, which goes on with what this one leaves
		command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), CrashingProcess.class.getName(),
				cell.system().id(), cell.url(), Integer.toString(count), file.toString()));
		Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT)
			.redirectOutput(Redirect.INHERIT)
			.start();
		try {
			while (log.runs() < count * ACTIVITIES / 2) {
				if (!process.isAlive()) {
					throw new IllegalStateException("Ended by itself");
				}
				Thread.sleep(20);
			}
		}
		finally {
			process.destroyForcibly().waitFor(); // SIGKILL
		}
	}

}
