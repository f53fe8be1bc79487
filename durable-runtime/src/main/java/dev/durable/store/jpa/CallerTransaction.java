package dev.durable.store.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

import javax.sql.DataSource;

import jakarta.persistence.PersistenceException;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The transaction of the calling thread on this store's {@code DataSource}, begun by
 * whatever transaction manager exposes its connection: of JDBC, JPA, jOOQ or MyBatis.
 */
final class CallerTransaction {

	private static final String BOUND_BY_ACCESS = DataSourceUtils.class.getName() + "$ConnectionSynchronization";

	private final DataSource dataSource;

	CallerTransaction(DataSource dataSource) {
		this.dataSource = target(dataSource);
	}

	private static DataSource target(DataSource dataSource) {
		DataSource target = (dataSource instanceof DelegatingDataSource proxy) ? proxy.getTargetDataSource() : null;
		return (target != null) ? target(target) : dataSource;
	}

	/**
	 * Return whether there is one that has not ended. In callbacks after its end there is
	 * none.
	 * @throws IllegalStateException if there is a transaction, but of something else
	 */
	boolean isActive() {
		if (!TransactionSynchronizationManager.isActualTransactionActive()
				|| TransactionPhase.current() == TransactionPhase.ENDED) {
			return false;
		}
		if (boundDataSource() == null) {
			throw otherTransaction();
		}
		return true;
	}

	/**
	 * Return whether there is one that can be read through.
	 */
	boolean isReadable() {
		return TransactionSynchronizationManager.isActualTransactionActive() && boundDataSource() != null;
	}

	/**
	 * Run work that writes on its connection, which neither commits nor closes it.
	 */
	<T extends @Nullable Object> T write(String action, EngineTransactions.Work<T> work) {
		return read(action, (sql) -> {
			if (sql.connection().getAutoCommit() || isBoundByAccess()) {
				// Bound by somebody's access within the transaction of something else
				throw otherTransaction();
			}
			return work.run(sql);
		});
	}

	/**
	 * Run work that changes nothing on its connection.
	 */
	<T extends @Nullable Object> T read(String action, EngineTransactions.Work<T> work) {
		DataSource bound = boundDataSource();
		if (bound == null) {
			throw otherTransaction();
		}
		Connection connection = DataSourceUtils.getConnection(bound);
		try {
			return work.run(new Sql(connection));
		}
		catch (SQLException | PersistenceException ex) {
			throw StoreErrors.beforeCommit(action, ex);
		}
		finally {
			DataSourceUtils.releaseConnection(connection, bound);
		}
	}

	private @Nullable DataSource boundDataSource() {
		for (Map.Entry<Object, Object> resource : TransactionSynchronizationManager.getResourceMap().entrySet()) {
			if (resource.getKey() instanceof DataSource bound && resource.getValue() instanceof ConnectionHolder
					&& target(bound) == this.dataSource) {
				return bound;
			}
		}
		return null;
	}

	/**
	 * Return whether the connection was certainly bound by an access, and not by a
	 * transaction manager. A pool without auto-commit hands both out alike.
	 */
	private static boolean isBoundByAccess() {
		long bound = TransactionSynchronizationManager.getResourceMap()
			.values()
			.stream()
			.filter(ConnectionHolder.class::isInstance)
			.count();
		return bound == 1 && TransactionSynchronizationManager.getSynchronizations()
			.stream()
			.anyMatch((synchronization) -> synchronization.getClass().getName().equals(BOUND_BY_ACCESS));
	}

	private static IllegalStateException otherTransaction() {
		return new IllegalStateException(
				"""
						A transaction is active, but not one of the DataSource that Durable uses, so the two could not \
						commit together. Use a transaction manager of that DataSource, or call Durable outside the transaction, \
						for instance in a method with @Transactional(propagation = Propagation.NOT_SUPPORTED)""");
	}

}
