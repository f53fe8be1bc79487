package dev.durable.benchmark;

import java.nio.file.Path;
import java.time.Duration;

import dev.durable.benchmark.meter.Measurement;
import dev.durable.benchmark.system.SystemType;
import dev.durable.benchmark.system.UnsupportedWorkloadException;
import dev.durable.benchmark.workload.CellContext;
import dev.durable.benchmark.workload.WorkloadType;
import org.jspecify.annotations.Nullable;

/**
 * Runs one workload with one system in this JVM, and ends it.
 */
public final class Cell {

	static final int UNSUPPORTED = 3;

	private Cell() {
	}

	/**
	 * Run the cell.
	 * @param arguments system, workload, JDBC URL, warm-up and duration, scale, and the
	 * file that takes the figures
	 */
	public static void main(String[] arguments) {
		System.exit(run(arguments));
	}

	private static int run(String[] arguments) {
		SystemType system = SystemType.of(arguments[0]);
		CellContext context = new CellContext(system, system::start, arguments[2], Duration.parse(arguments[3]),
				Duration.parse(arguments[4]), Double.parseDouble(arguments[5]));
		try {
			requireClassPath(system);
			Measurement measurement = WorkloadType.of(arguments[1]).workload().run(context);
			measurement.writeTo(Path.of(arguments[6]));
			return 0;
		}
		catch (Throwable ex) {
			if (isUnsupported(ex)) {
				return UNSUPPORTED;
			}
			ex.printStackTrace();
			return 1;
		}
	}

	private static void requireClassPath(SystemType system) {
		boolean tracing = Cell.class.getClassLoader().getResource("io/micrometer/tracing/Tracer.class") != null;
		if (tracing != (system == SystemType.DURABLE_OBSERVED)) {
			throw new IllegalStateException("The class path of '" + system.id() + "' is that of another system");
		}
	}

	private static boolean isUnsupported(Throwable failure) {
		for (@Nullable
		Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof UnsupportedWorkloadException) {
				return true;
			}
		}
		return false;
	}

}
