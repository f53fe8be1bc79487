package dev.durable.benchmark.meter;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Processor time of all processes of a PostgreSQL server on this machine, those that have
 * ended included. Linux only.
 */
final class PostgresProcesses {

	private static final Path PROC = Path.of("/proc");

	/** Clock ticks of {@code /proc}, which are hundredths of a second on Linux. */
	private static final double MILLIS_PER_TICK = 10;

	private final long postmaster;

	private PostgresProcesses(long postmaster) {
		this.postmaster = postmaster;
	}

	/**
	 * Find the server by one of its sessions.
	 * @param backend the process of the session
	 * @return the server, or {@code null} if it does not run here
	 */
	static @Nullable PostgresProcesses ofBackend(long backend) {
		Stat stat = Stat.read(PROC.resolve(Long.toString(backend)));
		return (stat != null && stat.command().startsWith("postgres")) ? new PostgresProcesses(stat.parent()) : null;
	}

	double cpuMillis() {
		long ticks = 0;
		try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
			for (Path process : processes) {
				Stat stat = Stat.read(process);
				if (stat == null) {
					continue;
				}
				if (stat.process() == this.postmaster) {
					ticks += stat.ticks() + stat.ticksOfEndedChildren();
				}
				else if (stat.parent() == this.postmaster) {
					ticks += stat.ticks();
				}
			}
		}
		catch (IOException ex) {
			return Double.NaN;
		}
		return ticks * MILLIS_PER_TICK;
	}

	private record Stat(long process, String command, long parent, long ticks, long ticksOfEndedChildren) {

		/**
		 * Read {@code /proc/../stat}; its second field is a command in parentheses that
		 * may contain anything.
		 */
		static @Nullable Stat read(Path process) {
			try {
				String line = Files.readString(process.resolve("stat"));
				int open = line.indexOf('(');
				int close = line.lastIndexOf(')');
				String[] fields = line.substring(close + 2).split(" ");
				return new Stat(Long.parseLong(line.substring(0, open - 1)), line.substring(open + 1, close),
						Long.parseLong(fields[1]), Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
						Long.parseLong(fields[13]) + Long.parseLong(fields[14]));
			}
			catch (IOException ex) {
				return null; // has ended meanwhile, or there is no such thing here
			}
		}

	}

}
