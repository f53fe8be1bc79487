package dev.durable.store.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import dev.durable.store.CommitResult;
import dev.durable.store.InstanceCommit;
import dev.durable.store.OwnedCommit;
import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;
import dev.durable.store.TransactionalCommits;
import dev.durable.store.TransactionalWork;
import dev.durable.store.TurnRow;
import dev.durable.store.UnusableTransactionManagerException;
import dev.durable.store.jpa.FencedInserts.Inserted;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * {@link TransactionalCommits} with the application's transaction managers.
 */
final class JpaTransactionalCommits implements TransactionalCommits {

	private static final Logger logger = LoggerFactory.getLogger(JpaTransactionalCommits.class);

	private static final String ACTION = "write with an activity";

	private static final String PREDECESSOR = """
			select turn from durable_history where instance = ? and generation = ? and turn = ?
			""";

	private final Map<String, PlatformTransactionManager> managers = new ConcurrentHashMap<>();

	private final Function<String, PlatformTransactionManager> lookup;

	private final CallerTransaction transaction;

	private final Database database;

	private final Fence fence;

	private final StoreTimeouts timeouts;

	private final GroupWriter writer;

	JpaTransactionalCommits(Function<String, PlatformTransactionManager> lookup, CallerTransaction transaction,
			Database database, Fence fence, StoreTimeouts timeouts) {
		this.lookup = lookup;
		this.transaction = transaction;
		this.database = database;
		this.fence = fence;
		this.timeouts = timeouts;
		this.writer = new GroupWriter(database);
	}

	@Override
	public void require(String transactionManager) {
		PlatformTransactionManager manager = manager(transactionManager);
		TransactionStatus status;
		try {
			status = manager.getTransaction(definition());
		}
		catch (TransactionException ex) {
			throw unusable(manager, "cannot begin a transaction at READ COMMITTED: " + ex.getMessage(), ex);
		}
		try {
			requireCommon(manager);
		}
		finally {
			manager.rollback(status);
		}
	}

	private void requireCommon(PlatformTransactionManager manager) {
		if (!TransactionSynchronizationManager.isSynchronizationActive() || !this.transaction.isReadable()) {
			throw unusable(manager, "does not work on the DataSource in which orchestrations are kept", null);
		}
		boolean readOnly = this.transaction.read("look at a transaction", (sql) -> sql.connection().isReadOnly());
		if (readOnly) {
			throw unusable(manager, "gives connections that are read-only", null);
		}
	}

	private static UnusableTransactionManagerException unusable(PlatformTransactionManager manager, String problem,
			@Nullable Throwable cause) {
		return new UnusableTransactionManagerException(
				"The transaction manager of transactional activities, a " + manager.getClass().getName() + ", "
						+ problem + ".",
				"Use a JpaTransactionManager or DataSourceTransactionManager of that DataSource, and name it with "
						+ "@Activity(transactionManager = ..) if it is not the primary one.",
				cause);
	}

	@Override
	public CommitResult execute(String transactionManager, TransactionalWork work) throws Throwable {
		PlatformTransactionManager manager = manager(transactionManager);
		TransactionStatus status = begin(manager);
		JoinedCommit commit = new JoinedCommit(status, work, this::write);
		try {
			work.run();
			TransactionSynchronizationManager.registerSynchronization(commit);
		}
		catch (Throwable ex) {
			rollback(manager, status);
			throw ex;
		}
		try {
			manager.commit(status);
		}
		catch (RuntimeException | Error ex) {
			return commit.outcome(ex);
		}
		return commit.outcome(null);
	}

	private PlatformTransactionManager manager(String name) {
		return this.managers.computeIfAbsent(name, this.lookup);
	}

	private static TransactionDefinition definition() {
		DefaultTransactionDefinition definition = new DefaultTransactionDefinition(
				TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		definition.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
		definition.setName("durable activity");
		return definition;
	}

	private static TransactionStatus begin(PlatformTransactionManager manager) {
		try {
			return manager.getTransaction(definition());
		}
		catch (CannotCreateTransactionException ex) {
			throw new StoreException(Kind.UNAVAILABLE, "Could not begin a transaction: " + ex.getMessage(), ex);
		}
	}

	private static void rollback(PlatformTransactionManager manager, TransactionStatus status) {
		try {
			manager.rollback(status);
		}
		catch (RuntimeException ex) {
			// What has failed before says more, and a connection that cannot roll back
			// does not commit either
			logger.debug("The transaction of an activity could not be rolled back", ex);
		}
	}

	private CommitResult write(OwnedCommit owned) {
		return this.transaction.write(ACTION, (sql) -> {
			int isolation = sql.connection().getTransactionIsolation();
			if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
				throw new StoreException(Kind.DEFINITE, "A transactional activity needs READ COMMITTED", null);
			}
			limitWaiting(sql);
			CommitGroup group = new CommitGroup(List.of(owned.commit()));
			FencedInserts inserts = new SeparateInserts(this.database, (connection, node) -> hold(connection, owned));
			Inserted inserted = inserts.insert(sql, owned.node(), group);
			return this.writer.write(sql, owned.node(), group, inserted.instances());
		});
	}

	/**
	 * From here on the transaction may hold the fence, so it must end before others take
	 * this node for dead.
	 */
	private void limitWaiting(Sql sql) throws SQLException {
		int before = EngineConnections.setNetworkTimeout(sql.connection(), this.timeouts.networkMillis());
		TransactionSynchronizationManager.registerSynchronization(new NetworkTimeoutReset(sql.connection(), before));
		this.database.join(sql, this.timeouts);
	}

	/**
	 * Take the fence, and check that the database still has the turn before: a failover
	 * may have lost it.
	 */
	private Instant hold(Sql sql, OwnedCommit owned) throws SQLException {
		Instant serverStartedAt = this.fence.hold(sql, owned.node());
		InstanceCommit commit = owned.commit();
		TurnRow turn = commit.turns().get(0);
		if (sql.ids(PREDECESSOR, turn.instance(), turn.generation(), turn.turn() - 1).isEmpty()) {
			throw new StoreException(Kind.DEFINITE, "The database does not have the turn before turn " + turn.turn()
					+ " of instance #" + turn.instance(), null);
		}
		return serverStartedAt;
	}

}
