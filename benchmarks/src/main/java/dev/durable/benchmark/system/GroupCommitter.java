package dev.durable.benchmark.system;

import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes rows for many in one transaction. While one is in flight, the next group
 * gathers. A thread and a connection; what follows a row's commit runs on that thread.
 */
final class GroupCommitter implements AutoCloseable {

	private static final String INSERT_INSTANCES = """
			insert into raw_instance (id, payload) select * from unnest(?::bigint[], ?::text[])
			""";

	private static final String INSERT_STEPS = """
			insert into raw_step (instance, step, payload) select * from unnest(?::bigint[], ?::int[], ?::text[])
			""";

	private final Connection connection;

	private List<Row> waiting = new ArrayList<>();

	private boolean closed;

	GroupCommitter(String url) {
		try {
			this.connection = DriverManager.getConnection(url);
			this.connection.setAutoCommit(false);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("Could not connect", ex);
		}
		new Thread(this::run, "group-committer").start();
	}

	synchronized void add(Row row) {
		this.waiting.add(row);
		notifyAll();
	}

	private void run() {
		try (this.connection;
				PreparedStatement instances = this.connection.prepareStatement(INSERT_INSTANCES);
				PreparedStatement steps = this.connection.prepareStatement(INSERT_STEPS)) {
			List<Row> group = next();
			while (!group.isEmpty()) {
				write(group.stream().filter((row) -> row.step() < 0).toList(), instances, false);
				write(group.stream().filter((row) -> row.step() >= 0).toList(), steps, true);
				this.connection.commit();
				group.forEach((row) -> row.committed().run());
				group = next();
			}
		}
		catch (SQLException | InterruptedException ex) {
			throw new IllegalStateException("The committer has failed", ex);
		}
	}

	private synchronized List<Row> next() throws InterruptedException {
		while (this.waiting.isEmpty() && !this.closed) {
			wait();
		}
		List<Row> group = this.waiting;
		this.waiting = new ArrayList<>();
		return group;
	}

	private void write(List<Row> rows, PreparedStatement insert, boolean steps) throws SQLException {
		if (rows.isEmpty()) {
			return;
		}
		int parameter = 0;
		insert.setArray(++parameter, array("bigint", rows.stream().map(Row::instance).toArray()));
		if (steps) {
			insert.setArray(++parameter, array("int", rows.stream().map(Row::step).toArray()));
		}
		insert.setArray(++parameter, array("text", rows.stream().map(Row::payload).toArray()));
		insert.executeUpdate();
	}

	private Array array(String type, Object[] elements) throws SQLException {
		return this.connection.createArrayOf(type, elements);
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		notifyAll();
	}

	/**
	 * A row to be written.
	 *
	 * @param instance the orchestration
	 * @param step number of the step; -1 is the orchestration itself
	 * @param payload 100 characters
	 * @param committed what to do once the row is committed
	 */
	record Row(long instance, int step, String payload, Runnable committed) {

	}

}
