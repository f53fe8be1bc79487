package dev.durable.engine;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.DefaultTransactionStatus;

/**
 * A transaction manager that lets a test do something right before and right after a
 * commit.
 */
final class HookedTransactionManager extends DataSourceTransactionManager {

	private static final long serialVersionUID = 1L;

	private transient volatile Runnable beforeCommit = () -> {
	};

	private transient volatile Runnable afterCommit = () -> {
	};

	HookedTransactionManager(DataSource dataSource) {
		super(dataSource);
	}

	/**
	 * Call a hook before each commit, with everything written.
	 */
	void beforeCommit(Runnable hook) {
		this.beforeCommit = hook;
	}

	/**
	 * Call a hook when the database has committed, before anybody knows.
	 */
	void afterCommit(Runnable hook) {
		this.afterCommit = hook;
	}

	/**
	 * Called by a hook before a commit: the connection is lost, nothing was committed.
	 */
	void loseConnection() {
		DataSource dataSource = getDataSource();
		Connection connection = DataSourceUtils.getConnection(dataSource);
		try {
			connection.rollback();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		loseAnswer();
	}

	/**
	 * Called by a hook after a commit: nobody hears of it.
	 */
	void loseAnswer() {
		throw new TransactionSystemException("Connection lost", new SQLException("Connection lost", "08006"));
	}

	@Override
	protected void doCommit(DefaultTransactionStatus status) {
		this.beforeCommit.run();
		super.doCommit(status);
		this.afterCommit.run();
	}

}
