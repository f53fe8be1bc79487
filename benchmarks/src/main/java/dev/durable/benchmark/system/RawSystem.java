package dev.durable.benchmark.system;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/**
 * Floor: each step is a transaction of its own, on a pooled connection.
 */
final class RawSystem implements BenchmarkedSystem {

	private static final int MAX_CONNECTIONS = 32;

	private final AtomicLong ids = new AtomicLong();

	private final HikariDataSource dataSource;

	private final ActivityBody activity;

	RawSystem(Environment environment) {
		RawTables.create(environment.url());
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(environment.url());
		config.setMaximumPoolSize(Math.min(environment.inFlight(), MAX_CONNECTIONS));
		this.dataSource = new HikariDataSource(config);
		this.activity = environment.activity();
	}

	@Override
	public void runSequential(String key, int activities) throws SQLException {
		long instance = this.ids.incrementAndGet();
		String payload = Payload.of(key);
		insertInstance(instance, payload);
		for (int step = 0; step < activities; step++) {
			payload = this.activity.perform(payload);
			insertStep(instance, step, payload);
		}
	}

	private void insertInstance(long instance, String payload) throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement insert = connection.prepareStatement(RawTables.INSERT_INSTANCE)) {
			insert.setLong(1, instance);
			insert.setString(2, payload);
			insert.executeUpdate();
		}
	}

	private void insertStep(long instance, int step, String payload) throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement insert = connection.prepareStatement(RawTables.INSERT_STEP)) {
			insert.setLong(1, instance);
			insert.setInt(2, step);
			insert.setString(3, payload);
			insert.executeUpdate();
		}
	}

	@Override
	public void close() {
		this.dataSource.close();
	}

}
