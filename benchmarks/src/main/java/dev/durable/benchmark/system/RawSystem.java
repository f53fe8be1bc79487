package dev.durable.benchmark.system;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/**
 * Floor: each step is a transaction of its own, on a pooled connection.
 */
final class RawSystem implements BenchmarkedSystem {

	private static final int MAX_CONNECTIONS = 32;

	private static final int PARALLEL_ACTIVITIES = 16;

	private final AtomicLong ids = new AtomicLong();

	private final HikariDataSource dataSource;

	private final ExecutorService workers = Executors.newFixedThreadPool(PARALLEL_ACTIVITIES);

	private final ActivityBody activity;

	RawSystem(Environment environment) {
		RawTables.create(environment.url());
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(environment.url());
		config.setMaximumPoolSize(Math.min(Math.max(environment.inFlight(), PARALLEL_ACTIVITIES), MAX_CONNECTIONS));
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

	@Override
	public void runParallel(String key, int activities) throws SQLException {
		long instance = this.ids.incrementAndGet();
		String payload = Payload.of(key);
		insertInstance(instance, payload);
		CompletableFuture<?>[] steps = IntStream.range(0, activities)
			.mapToObj((step) -> CompletableFuture.runAsync(() -> runStep(instance, step, payload), this.workers))
			.toArray(CompletableFuture[]::new);
		CompletableFuture.allOf(steps).join();
	}

	private void runStep(long instance, int step, String payload) {
		try {
			insertStep(instance, step, this.activity.perform(Payload.variant(payload, step)));
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
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
		this.workers.shutdownNow();
		this.dataSource.close();
	}

}
