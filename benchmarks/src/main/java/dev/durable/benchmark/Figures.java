package dev.durable.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

import dev.durable.benchmark.meter.Measurement;
import dev.durable.benchmark.system.SystemType;
import dev.durable.benchmark.workload.WorkloadType;

/**
 * The figures of all cells, each round of a cell in a file of its own. Of several rounds
 * the medians count; the ratio of two cells is the median of the ratios of each round,
 * because what was measured soon after each other was measured under the same conditions.
 */
final class Figures {

	static final int MAX_ROUNDS = 20;

	private final Path directory;

	Figures(Path directory) {
		this.directory = directory;
	}

	Path file(SystemType system, WorkloadType workload, int round) {
		return this.directory.resolve("%s-%s-%d.properties".formatted(workload.id(), system.id(), round));
	}

	/**
	 * Return the figures of one round, none if it has failed.
	 */
	Measurement of(SystemType system, WorkloadType workload, int round) throws IOException {
		Path file = file(system, workload, round);
		return Files.exists(file) ? Measurement.readFrom(file) : new Measurement();
	}

	/**
	 * Return the medians of a cell's figures.
	 */
	Measurement of(SystemType system, WorkloadType workload) throws IOException {
		List<Measurement> rounds = rounds(system, workload);
		Set<String> names = new TreeSet<>();
		rounds.forEach((round) -> names.addAll(round.figures().keySet()));
		Measurement medians = new Measurement();
		for (String name : names) {
			medians.put(name, median(rounds.stream().mapToDouble((round) -> round.get(name)).toArray()));
		}
		return medians;
	}

	/**
	 * Return the median of the ratios of figures of two cells, or {@code NaN}.
	 */
	double ratio(String figure, SystemType system, WorkloadType workload, String baseFigure, SystemType baseSystem,
			WorkloadType baseWorkload) throws IOException {
		List<Measurement> rounds = rounds(system, workload);
		List<Measurement> baseRounds = rounds(baseSystem, baseWorkload);
		return median(IntStream.range(0, MAX_ROUNDS)
			.mapToDouble((round) -> rounds.get(round).get(figure) / baseRounds.get(round).get(baseFigure))
			.toArray());
	}

	private List<Measurement> rounds(SystemType system, WorkloadType workload) throws IOException {
		List<Measurement> rounds = new ArrayList<>();
		for (int round = 1; round <= MAX_ROUNDS; round++) {
			rounds.add(of(system, workload, round));
		}
		return rounds;
	}

	private static double median(double[] values) {
		double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
		int middle = sorted.length / 2;
		if (sorted.length == 0) {
			return Double.NaN;
		}
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

	/**
	 * Forget all.
	 */
	void clear() throws IOException {
		for (WorkloadType workload : WorkloadType.values()) {
			clear(workload, List.of(SystemType.values()));
		}
	}

	/**
	 * Forget all rounds of some cells, so that no earlier one is among their medians.
	 */
	void clear(WorkloadType workload, List<SystemType> systems) throws IOException {
		for (SystemType system : systems) {
			for (int round = 1; round <= MAX_ROUNDS; round++) {
				Files.deleteIfExists(file(system, workload, round));
			}
		}
	}

	/**
	 * Return all figures, one per line.
	 */
	String csv() throws IOException {
		StringBuilder csv = new StringBuilder("workload,system,round,figure,value\n");
		for (WorkloadType workload : WorkloadType.values()) {
			for (SystemType system : SystemType.values()) {
				List<Measurement> rounds = rounds(system, workload);
				for (int i = 0; i < MAX_ROUNDS; i++) {
					int round = i + 1;
					rounds.get(i)
						.figures()
						.forEach((name, value) -> csv.append(String.format(Locale.ROOT, "%s,%s,%d,%s,%s%n",
								workload.id(), system.id(), round, name, value)));
				}
			}
		}
		return csv.toString();
	}

}
