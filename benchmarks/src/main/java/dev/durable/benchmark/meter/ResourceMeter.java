package dev.durable.benchmark.meter;

import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import javax.management.JMException;
import javax.management.ObjectName;

import com.sun.management.OperatingSystemMXBean;
import org.jspecify.annotations.Nullable;

/**
 * Reads what this JVM and the database have used so far. It has a connection of its own.
 */
public final class ResourceMeter implements AutoCloseable {

	private static final String READ = """
			select pg_current_wal_insert_lsn() - '0/0'::pg_lsn,
				pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
				(select xact_commit from pg_stat_database where datname = current_database())
			""";

	private final @Nullable Connection connection;

	private final @Nullable PostgresProcesses processes;

	private final OperatingSystemMXBean operatingSystem = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	/**
	 * Create a meter.
	 * @param url the database of the cell; what is not PostgreSQL is not metered
	 */
	public ResourceMeter(String url) throws SQLException {
		if (url.startsWith("jdbc:postgresql:")) {
			this.connection = DriverManager.getConnection(url);
			this.processes = PostgresProcesses.ofBackend(backend(this.connection));
		}
		else {
			this.connection = null;
			this.processes = null;
		}
	}

	private static long backend(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
			row.next();
			return row.getLong(1);
		}
	}

	/**
	 * Read all meters.
	 * @return what they show; {@code NaN} where something cannot be metered
	 */
	public ResourceUsage read() throws SQLException {
		double walBytes = Double.NaN;
		double writing = Double.NaN;
		double transactions = Double.NaN;
		if (this.connection != null) {
			try (Statement statement = this.connection.createStatement();
					ResultSet row = statement.executeQuery(READ)) {
				row.next();
				walBytes = row.getDouble(1);
				writing = row.getDouble(2);
				transactions = row.getDouble(3);
			}
		}
		double databaseCpu = (this.processes != null) ? this.processes.cpuMillis() : Double.NaN;
		return new ResourceUsage(System.nanoTime(), this.operatingSystem.getProcessCpuTime() / 1e6, databaseCpu,
				transactions, writing, walBytes, allocatedBytes());
	}

	private static double allocatedBytes() {
		try { // an attribute since Java 21
			return ((Number) ManagementFactory.getPlatformMBeanServer()
				.getAttribute(new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME), "TotalThreadAllocatedBytes"))
				.doubleValue();
		}
		catch (JMException ex) {
			return Double.NaN;
		}
	}

	@Override
	public void close() throws SQLException {
		if (this.connection != null) {
			this.connection.close();
		}
	}

}
