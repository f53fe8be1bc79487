package dev.durable.store.jpa;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import dev.durable.store.CommitResult;
import dev.durable.store.CommitStore;
import dev.durable.store.InstanceCommit;
import dev.durable.store.NodeFencedException;
import dev.durable.store.ServerRestartedException;
import dev.durable.store.StoreException;
import dev.durable.store.jpa.FencedInserts.Inserted;
import org.jspecify.annotations.Nullable;

/**
 * {@link CommitStore} on a connection of its own.
 */
final class JpaCommitStore implements CommitStore {

	private static final String ACTION = "commit a group";

	private final KeptConnection connection;

	private final EngineTransactions transactions;

	private final FencedInserts inserts;

	private final GroupWriter writer;

	private final LostSessions lostSessions;

	private final LockProbe probe;

	private final StoreTimeouts patience;

	private final AtomicReference<@Nullable Instant> lastServerStart;

	private @Nullable Instant serverStartedAt;

	JpaCommitStore(KeptConnection connection, EngineTransactions transactions, FencedInserts inserts,
			GroupWriter writer, LockProbe probe, LostSessions lostSessions, StoreTimeouts timeouts,
			AtomicReference<@Nullable Instant> lastServerStart) {
		this.connection = connection;
		this.transactions = transactions;
		this.inserts = inserts;
		this.writer = writer;
		this.probe = probe;
		this.lostSessions = lostSessions;
		this.patience = new StoreTimeouts(timeouts.transaction(), timeouts.transaction(), timeouts.network());
		this.lastServerStart = lastServerStart;
	}

	@Override
	public CommitResult commit(long node, List<InstanceCommit> commits) {
		CommitGroup group = new CommitGroup(commits);
		boolean orderly = false;
		try {
			CommitResult result = commit(node, group);
			orderly = true;
			return result;
		}
		catch (StoreException ex) {
			orderly = true;
			throw ex;
		}
		finally {
			if (!orderly) {
				// An error in the middle of it, when memory or the stack is full
				loseConnection();
			}
		}
	}

	private CommitResult commit(long node, CommitGroup group) {
		CommitResult result = this.inserts.fitsOneStatement(group) ? commitAtOnce(node, group) : null;
		// If nothing was written at once, the transaction finds out why
		return (result != null) ? result : commitInTransaction(node, group);
	}

	/**
	 * Use the connection no more, and see to it that what it has sent is done or will
	 * never be.
	 */
	private void loseConnection() {
		this.lostSessions.add(this.connection.session());
		this.connection.discard();
	}

	/**
	 * Commit by one statement.
	 * @return what became of the group, or {@code null} if nothing was written
	 */
	private @Nullable CommitResult commitAtOnce(long node, CommitGroup group) {
		Instant known = this.serverStartedAt;
		if (known == null) {
			return null;
		}
		EngineConnection current = connection();
		try {
			Inserted inserted = current.withoutTransaction((sql) -> this.inserts.writeAtOnce(sql, node, group, known));
			return (inserted != null) ? GroupWriter.withoutMessages(group, inserted.instances()) : null;
		}
		catch (SQLException ex) {
			StoreException failure = StoreErrors.atOnce(ACTION, ex);
			if (failure.kind() == StoreException.Kind.UNKNOWN) {
				loseConnection();
			}
			else {
				this.connection.rollback();
			}
			throw failure;
		}
		catch (StoreException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			// unexpected, so nobody knows how far it came; when it is tried again, a
			// transaction will tell
			loseConnection();
			this.serverStartedAt = null;
			throw StoreErrors.unknown(ACTION, ex);
		}
	}

	private EngineConnection connection() {
		try {
			return this.connection.get();
		}
		catch (SQLException ex) {
			throw StoreErrors.beforeCommit(ACTION, ex);
		}
	}

	private CommitResult commitInTransaction(long node, CommitGroup group) {
		EngineConnection current = connection();
		CommitResult result = write(current.sql(), node, group);
		try {
			current.commit();
			return result;
		}
		catch (SQLException ex) {
			this.connection.discard();
			throw StoreErrors.atCommit(ACTION, ex);
		}
	}

	private CommitResult write(Sql sql, long node, CommitGroup group) {
		boolean done = false;
		try {
			Inserted inserted = this.inserts.insert(sql, node, group);
			requireSameServer(inserted.serverStartedAt());
			CommitResult result = this.writer.write(sql, node, group, inserted.instances());
			done = true;
			return result;
		}
		catch (SQLException | RuntimeException ex) {
			throw StoreErrors.beforeCommit(ACTION, ex);
		}
		finally {
			if (!done) {
				this.connection.rollback();
			}
		}
	}

	private void requireSameServer(Instant startedAt) {
		Instant known = (this.serverStartedAt != null) ? this.serverStartedAt : this.lastServerStart.get();
		this.serverStartedAt = startedAt;
		this.lastServerStart.set(startedAt);
		if (known != null && !known.equals(startedAt)) {
			throw new ServerRestartedException();
		}
	}

	@Override
	public Set<Long> blocked(List<InstanceCommit> group) {
		try {
			return this.probe.blocked(this.connection.get().sql(), group);
		}
		catch (SQLException ex) {
			// Its timeouts may be those of the search
			this.connection.discard();
			throw StoreErrors.beforeCommit("look for locks", ex);
		}
		finally {
			this.connection.rollback();
		}
	}

	@Override
	public void awaitInFlight(long node) {
		this.lostSessions.end(this.transactions, this.patience);
		this.transactions.execute("wait for transactions of node " + node, this.patience, (sql) -> {
			if (sql.ids("select id from durable_node where id = ? for update", node).isEmpty()) {
				throw new NodeFencedException(node);
			}
			return null;
		});
	}

	@Override
	public void abandon() {
		this.connection.abandon();
	}

	@Override
	public void close() {
		this.connection.close();
	}

}
