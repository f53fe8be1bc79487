package dev.durable.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import dev.durable.benchmark.meter.Measurement;
import dev.durable.benchmark.system.SystemType;
import dev.durable.benchmark.workload.WorkloadType;

/**
 * What the suite prints. Ratios above 1 are in favour of this product.
 */
final class ResultTables {

	private static final List<SystemType> COMPARED = List.of(SystemType.RAW, SystemType.RAW_GROUP, SystemType.DBOS,
			SystemType.DB_SCHEDULER, SystemType.DURABLE);

	private static final List<String> COSTS = List.of("per-second", "p50-ms", "p99-ms", "jvm-cpu-ms", "db-cpu-ms",
			"transactions", "writing-transactions", "wal-bytes", "allocated-bytes");

	private final Figures figures;

	ResultTables(Figures figures) {
		this.figures = figures;
	}

	String markdown() throws IOException {
		return "%s%n%s%n%s".formatted(compared(), costs(), own());
	}

	private MarkdownTable compared() throws IOException {
		List<String> columns = new ArrayList<>(List.of("workload"));
		COMPARED.forEach((system) -> columns.add(system.title()));
		COMPARED.subList(0, 4).forEach((system) -> columns.add("against " + system.title()));
		MarkdownTable table = new MarkdownTable(columns);
		for (ComparedFigure row : ComparedFigure.values()) {
			List<String> cells = new ArrayList<>(List.of(row.title));
			List<String> ratios = new ArrayList<>();
			for (SystemType system : COMPARED) {
				cells.add(MarkdownTable.number(this.figures.of(system, row.workload).get(row.figure)));
				SystemType dividend = row.higherIsBetter ? SystemType.DURABLE : system;
				SystemType divisor = row.higherIsBetter ? system : SystemType.DURABLE;
				ratios.add(MarkdownTable
					.number(this.figures.ratio(row.figure, dividend, row.workload, row.figure, divisor, row.workload)));
			}
			if (!cells.stream().skip(1).allMatch(String::isEmpty)) {
				cells.addAll(ratios.subList(0, 4));
				table.row(cells);
			}
		}
		return table;
	}

	/** What one orchestration costs, or one step of a long one. */
	private MarkdownTable costs() throws IOException {
		List<String> columns = new ArrayList<>(List.of("workload", "system"));
		columns.addAll(COSTS);
		MarkdownTable table = new MarkdownTable(columns);
		for (WorkloadType workload : WorkloadType.values()) {
			for (SystemType system : SystemType.values()) {
				Measurement measurement = this.figures.of(system, workload);
				if (!Double.isNaN(measurement.get("jvm-cpu-ms"))) {
					List<String> cells = new ArrayList<>(List.of(workload.id(), system.title()));
					COSTS.forEach((cost) -> cells.add(MarkdownTable.number(measurement.get(cost))));
					table.row(cells);
				}
			}
		}
		return table;
	}

	private MarkdownTable own() throws IOException {
		MarkdownTable table = new MarkdownTable(List.of("Durable", "", "against", "ratio"));
		for (OwnFigure row : OwnFigure.values()) {
			double value = this.figures.of(row.system, row.workload).get(row.figure);
			double base = this.figures.of(row.baseSystem, row.baseWorkload).get(row.baseFigure);
			if (Double.isNaN(value)) {
				continue;
			}
			table.row(List.of(row.title, MarkdownTable.number(value), MarkdownTable.number(base),
					MarkdownTable.number(this.figures.ratio(row.figure, row.system, row.workload, row.baseFigure,
							row.baseSystem, row.baseWorkload))));
		}
		return table;
	}

}
