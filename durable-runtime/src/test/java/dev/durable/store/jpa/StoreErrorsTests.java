package dev.durable.store.jpa;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

import dev.durable.store.NodeFencedException;
import dev.durable.store.StoreException.Kind;
import jakarta.persistence.PersistenceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StoreErrors}.
 */
class StoreErrorsTests {

	@ParameterizedTest
	@CsvSource({ "40001,RETRYABLE,RETRYABLE", "40P01,RETRYABLE,RETRYABLE", "55P03,RETRYABLE,UNKNOWN",
			"57014,RETRYABLE,UNKNOWN", "HYT00,RETRYABLE,UNKNOWN", "90131,RETRYABLE,UNKNOWN", "53200,RETRYABLE,UNKNOWN",
			"08006,UNAVAILABLE,UNKNOWN", "08001,UNAVAILABLE,UNKNOWN", "57P01,UNAVAILABLE,UNKNOWN",
			"57P03,UNAVAILABLE,UNKNOWN", "53300,UNAVAILABLE,UNKNOWN", "25006,UNAVAILABLE,UNAVAILABLE",
			"25P03,UNAVAILABLE,UNAVAILABLE", "25P04,UNAVAILABLE,UNKNOWN", "40003,RETRYABLE,UNKNOWN",
			"23505,DEFINITE,DEFINITE", "22021,DEFINITE,DEFINITE", "54000,DEFINITE,UNKNOWN",
			"25P02,RETRYABLE,RETRYABLE" })
	void classifiesByState(String state, Kind beforeCommit, Kind atCommit) {
		SQLException failure = new SQLException("failed", state);
		assertThat(StoreErrors.beforeCommit("test", failure).kind()).isEqualTo(beforeCommit);
		assertThat(StoreErrors.atCommit("test", failure).kind()).isEqualTo(atCommit);
	}

	@ParameterizedTest
	@CsvSource({ "55P03,RETRYABLE", "57014,RETRYABLE", "40P01,RETRYABLE", "23505,DEFINITE", "22021,DEFINITE",
			"53100,UNAVAILABLE", "08006,UNKNOWN", "57P01,UNKNOWN", "25P04,UNKNOWN", "40003,UNKNOWN", ",UNKNOWN" })
	void aStatementThatIsATransactionHasFailedForSureWhileItsSessionLives(String state, Kind kind) {
		assertThat(StoreErrors.atOnce("test", new SQLException("failed", state)).kind()).isEqualTo(kind);
	}

	@Test
	void nobodyKnowsIfTheDriverHasNoMemoryForTheAnswer() {
		SQLException failure = new SQLException("failed", "53200", new OutOfMemoryError());
		assertThat(StoreErrors.atOnce("test", failure).kind()).isEqualTo(Kind.UNKNOWN);
	}

	@Test
	void exceptionOfAPoolWithoutStateIsUnavailable() {
		assertThat(StoreErrors.beforeCommit("test", new SQLTransientConnectionException("timed out")).kind())
			.isEqualTo(Kind.UNAVAILABLE);
		assertThat(StoreErrors.atCommit("test", new SQLException("closed")).kind()).isEqualTo(Kind.UNKNOWN);
	}

	@Test
	void findsTheStateInCausesAndBatches() {
		SQLException first = new SQLException("duplicate", "23505");
		BatchUpdateException batch = new BatchUpdateException("batch", (String) null, new int[0], null);
		batch.setNextException(first);
		assertThat(StoreErrors.beforeCommit("test", batch).kind()).isEqualTo(Kind.DEFINITE);
		assertThat(StoreErrors.beforeCommit("test", new PersistenceException(new SQLException("x", "40001"))).kind())
			.isEqualTo(Kind.RETRYABLE);
	}

	@Test
	void whatDoesNotComeFromTheDatabaseIsDefinite() {
		assertThat(StoreErrors.beforeCommit("test", new PersistenceException("mapping")).kind())
			.isEqualTo(Kind.DEFINITE);
	}

	@Test
	void whatIsClassifiedAlreadyStaysAsItIs() {
		NodeFencedException fenced = new NodeFencedException(1);
		assertThat(StoreErrors.beforeCommit("test", fenced)).isSameAs(fenced);
	}

	@Test
	void messageOfABatchDoesNotTellItsValues() {
		BatchUpdateException batch = new BatchUpdateException("Batch entry 0 insert .. values ('secret') was aborted",
				"08006", new int[0], null);
		batch.setNextException(new SQLException("An I/O error occurred", "08006"));
		assertThat(StoreErrors.beforeCommit("commit a group", batch))
			.hasMessage("Could not commit a group: An I/O error occurred");
		assertThat(StoreErrors.atCommit("commit a group", new PersistenceException(batch.getMessage(), batch)))
			.hasMessage("Could not commit a group: An I/O error occurred");
	}

	@Test
	void messageNamesActionAndFailure() {
		assertThat(StoreErrors.beforeCommit("commit a group", new SQLException("disk full", "53100")))
			.hasMessage("Could not commit a group: disk full");
	}

}
