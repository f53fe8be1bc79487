package dev.durable.test;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TestPostgres}.
 */
@Tag("smoke")
class TestPostgresIntegrationTests {

	@Test
	void sharedServerHandsOutDatabasesOfTheirOwn() throws SQLException {
		TestPostgres postgres = TestPostgres.shared();
		assertThat(TestPostgres.shared()).isSameAs(postgres);
		var first = postgres.newDatabase();
		var second = postgres.newDatabase();
		execute(first, "create table thing (id int)");
		execute(second, "create table thing (id int)");
		assertThat(query(first, "select current_database()")).isNotEqualTo(query(second, "select current_database()"));
	}

	@Test
	void sharedServerAcceptsUsernameAndPasswordApartFromTheUrl() throws SQLException {
		TestPostgres postgres = TestPostgres.shared();
		var url = postgres.newDatabase().replaceFirst("\\?.*", "");
		try (Connection connection = DriverManager.getConnection(url, postgres.username(), postgres.password())) {
			assertThat(connection.isValid(5)).isTrue();
		}
	}

	@Test
	void restartableServerKeepsCommittedDataThroughAnImmediateStop() throws SQLException {
		try (RestartableTestPostgres postgres = TestPostgres.restartable()) {
			var url = postgres.newDatabase();
			execute(url, "create table thing (id int)");
			execute(url, "insert into thing values (42)");
			assertThat(query(url, "show fsync")).isEqualTo("on");
			assertThat(query(url, "show synchronous_commit")).isEqualTo("on");
			postgres.stopImmediately();
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> query(url, "select 1"));
			postgres.start();
			assertThat(query(url, "select id from thing")).isEqualTo("42");
		}
	}

	private static void execute(String url, String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection(url);
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private static String query(String url, String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection(url);
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery(sql)) {
			result.next();
			return result.getString(1);
		}
	}

}
