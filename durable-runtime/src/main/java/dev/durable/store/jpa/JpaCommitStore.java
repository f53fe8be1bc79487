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
import org.jspecify.annotations.Nullable;

/**
 * {@link CommitStore} on a connection of its own.
 */
final class JpaCommitStore implements CommitStore {

	private static final String ACTION = "commit a group";

	private final KeptConnection connection;

	private final EngineTransactions transactions;

	private final Fence fence;

	private final GroupWriter writer;

	private final LockProbe probe;

	private final StoreTimeouts patience;

	private final AtomicReference<@Nullable Instant> lastServerStart;

	private @Nullable Instant serverStartedAt;

	JpaCommitStore(KeptConnection connection, EngineTransactions transactions, Fence fence, GroupWriter writer,
			LockProbe probe, StoreTimeouts timeouts, AtomicReference<@Nullable Instant> lastServerStart) {
		this.connection = connection;
		this.transactions = transactions;
		this.fence = fence;
		this.writer = writer;
		this.probe = probe;
		this.patience = new StoreTimeouts(timeouts.transaction(), timeouts.transaction(), timeouts.network());
		this.lastServerStart = lastServerStart;
	}

	@Override
	public CommitResult commit(long node, List<InstanceCommit> group) {
		CommitResult result = write(node, new CommitGroup(group));
		try {
			this.connection.get().commit();
			return result;
		}
		catch (SQLException ex) {
			this.connection.discard();
			throw StoreErrors.atCommit(ACTION, ex);
		}
	}

	private CommitResult write(long node, CommitGroup group) {
		boolean done = false;
		try {
			Sql sql = this.connection.get().sql();
			CommitResult result = this.writer.write(sql, node, group, () -> hold(sql, node));
			done = true;
			return result;
		}
		catch (SQLException ex) {
			throw StoreErrors.beforeCommit(ACTION, ex);
		}
		finally {
			if (!done) {
				this.connection.rollback();
			}
		}
	}

	private void hold(Sql sql, long node) throws SQLException {
		Instant startedAt = this.fence.hold(sql, node);
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
		this.transactions.execute("wait for transactions of node " + node, this.patience, (sql) -> {
			if (sql.ids("select id from durable_node where id = ? for update", node).isEmpty()) {
				throw new NodeFencedException(node);
			}
			return null;
		});
	}

	@Override
	public void close() {
		this.connection.close();
	}

}
