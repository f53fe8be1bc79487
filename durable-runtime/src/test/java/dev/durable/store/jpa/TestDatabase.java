package dev.durable.store.jpa;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import dev.durable.test.TestPostgres;

/**
 * The databases that every contract test runs on.
 */
public enum TestDatabase {

	H2_MEMORY {

		@Override
		String newUrl() {
			return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
		}

	},

	H2_FILE {

		@Override
		String newUrl() {
			try {
				Path directory = Files.createTempDirectory("durable-test-h2");
				return "jdbc:h2:file:" + directory.resolve("durable").toAbsolutePath();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	},

	POSTGRESQL {

		@Override
		String newUrl() {
			return TestPostgres.shared().newDatabase();
		}

	};

	abstract String newUrl();

	public HikariDataSource newPool() {
		return pool(newUrl());
	}

	public static HikariDataSource pool(String url) {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl(url);
		dataSource.setMaximumPoolSize(20);
		dataSource.setMinimumIdle(0);
		return dataSource;
	}

}
