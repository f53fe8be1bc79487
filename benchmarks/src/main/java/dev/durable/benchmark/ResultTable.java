package dev.durable.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.durable.benchmark.meter.Measurement;
import dev.durable.benchmark.system.SystemType;
import dev.durable.benchmark.workload.WorkloadType;
import org.jspecify.annotations.Nullable;

/**
 * All figures of a run.
 */
final class ResultTable {

	private final List<Entry> entries = new ArrayList<>();

	void add(SystemType system, WorkloadType workload, @Nullable Measurement measurement) {
		if (measurement != null) {
			this.entries.add(new Entry(system, workload, measurement));
		}
	}

	/**
	 * Return the raw figures, one per line.
	 */
	String csv() {
		StringBuilder csv = new StringBuilder("workload,system,figure,value\n");
		for (Entry entry : this.entries) {
			entry.measurement()
				.figures()
				.forEach((name, value) -> csv.append(String.format(Locale.ROOT, "%s,%s,%s,%s%n", entry.workload().id(),
						entry.system().id(), name, value)));
		}
		return csv.toString();
	}

	String markdown() {
		StringBuilder table = new StringBuilder(
				"| workload | system | per second | p50 ms | p99 ms | JVM CPU ms | DB CPU ms | transactions | writing | WAL bytes | allocated bytes |\n"
						+ "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
		for (Entry entry : this.entries) {
			Measurement figures = entry.measurement();
			table.append(String.format(Locale.ROOT,
					"| %s | %s | %.0f | %.2f | %.2f | %.3f | %.3f | %.2f | %.2f | %.0f | %.0f |%n",
					entry.workload().id(), entry.system().title(), figures.get("per-second"), figures.get("p50-ms"),
					figures.get("p99-ms"), figures.get("jvm-cpu-ms"), figures.get("db-cpu-ms"),
					figures.get("transactions"), figures.get("writing-transactions"), figures.get("wal-bytes"),
					figures.get("allocated-bytes")));
		}
		return table.toString();
	}

	private record Entry(SystemType system, WorkloadType workload, Measurement measurement) {

	}

}
