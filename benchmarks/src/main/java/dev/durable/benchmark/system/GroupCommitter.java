package dev.durable.benchmark.system;

import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes rows for many in one statement, which is the transaction. While one is in
 * flight, the next group gathers. A thread and a connection; what follows a row's commit
 * runs on that thread.
 */
final class GroupCommitter implements AutoCloseable {

	private static final String INSERT_INSTANCES = """
			insert into raw_instance (id, payload) select * from unnest(?::bigint[], ?::text[])
			""";

	private static final String INSERT_STEPS = """
			insert into raw_step (instance, step, payload) select * from unnest(?::bigint[], ?::int[], ?::text[])
			""";

	private static final String INSERT_BOTH = """
			with started as (
				insert into raw_instance (id, payload) select * from unnest(?::bigint[], ?::text[])
			)
			""" + INSERT_STEPS;

	private final Connection connection;

	private List<Row> waiting = new ArrayList<>();

	private boolean closed;

	GroupCommitter(String url) {
		try {
			this.connection = DriverManager.getConnection(url);
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
				PreparedStatement steps = this.connection.prepareStatement(INSERT_STEPS);
				PreparedStatement both = this.connection.prepareStatement(INSERT_BOTH)) {
			List<Row> group = next();
			while (!group.isEmpty()) {
				List<Row> started = group.stream().filter((row) -> row.step() < 0).toList();
				List<Row> done = group.stream().filter((row) -> row.step() >= 0).toList();
				PreparedStatement insert = started.isEmpty() ? steps : done.isEmpty() ? instances : both;
				int parameters = started.isEmpty() ? 0 : set(insert, 0, started, false);
				if (!done.isEmpty()) {
					set(insert, parameters, done, true);
				}
				insert.executeUpdate();
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

	private int set(PreparedStatement insert, int before, List<Row> rows, boolean steps) throws SQLException {
		int parameter = before;
		insert.setArray(++parameter, array("bigint", rows.stream().map(Row::instance).toArray()));
		if (steps) {
			insert.setArray(++parameter, array("int", rows.stream().map(Row::step).toArray()));
		}
		insert.setArray(++parameter, array("text", rows.stream().map(Row::payload).toArray()));
		return parameter;
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
