package dev.durable.store.jpa;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import dev.durable.store.NodeRow;
import dev.durable.store.NodeStore;
import org.jspecify.annotations.Nullable;

/**
 * {@link NodeStore} on {@code durable_node}.
 */
final class JpaNodeStore implements NodeStore, AutoCloseable {

	private static final String OWNED = """
			select id from durable_instance where owner_node = ?
			union all select id from durable_activity where owner_node = ?
			fetch first row only
			""";

	private static final String CLEAR_CLAIMS = """
			update durable_activity set owner_node = null where id = any(?) and owner_node is not distinct from ?
			""";

	private static final String CLAIMANTS_WITHOUT_ROW = """
			select distinct a.owner_node from durable_activity a
			where a.owner_node is not null and not exists (select 1 from durable_node n where n.id = a.owner_node)
			""";

	private static final String LAST_TURN = """
			(cast(generation as bigint) * 4294967296 + coalesce((select max(h.turn) from durable_history h
				where h.instance = durable_instance.id and h.generation = durable_instance.generation), 0))""";

	private final EngineTransactions transactions;

	private final Repositories repositories;

	private final NodeRemoval removal;

	private final KeptConnection heartbeatConnection;

	private final ReentrantLock heartbeatLock = new ReentrantLock();

	private final Database database;

	private final String process;

	private final String join;

	private final String renew;

	private final String lockOwned;

	private final String clearOwner;

	private final String lockClaimed;

	private final String handBack;

	JpaNodeStore(EngineTransactions transactions, Repositories repositories, NodeRemoval removal,
			KeptConnection heartbeatConnection, Database database, String process) {
		this.transactions = transactions;
		this.repositories = repositories;
		this.removal = removal;
		this.heartbeatConnection = heartbeatConnection;
		this.database = database;
		this.process = process;
		this.join = "insert into durable_node (name, process, started_at, heartbeat_at) values (?, ?, %1$s, %1$s)"
			.formatted(database.now());
		this.renew = "update durable_node set heartbeat_at = %s where id = ?".formatted(database.now());
		this.lockOwned = """
				select id from durable_instance where owner_node = ? order by id fetch first ? rows only
				%s skip locked
				""".formatted(database.forUpdate());
		this.clearOwner = """
				update durable_instance
				set owner_node = null, wake_at = %1$s,
					takeovers = case when taken_over_at = %2$s then takeovers + 1 else 1 end,
					trials = case when taken_over_at = %2$s then trials else 0 end,
					taken_over_at = %2$s
				where id = any(?) and owner_node is not distinct from ?
				""".formatted(database.now(), LAST_TURN);
		this.handBack = """
				update durable_instance set owner_node = null, wake_at = %s
				where id = any(?) and owner_node is not distinct from ?
				""".formatted(database.now());
		this.lockClaimed = """
				select id from durable_activity where owner_node = ? order by id fetch first ? rows only
				%s skip locked
				""".formatted(database.forUpdate());
	}

	@Override
	public long join(String name) {
		return this.transactions.execute("join as a node",
				(sql) -> sql.insertReturningId(this.join, "id", name, this.process));
	}

	@Override
	public @Nullable Instant renew(long node) {
		String action = "renew the heartbeat of node " + node;
		this.heartbeatLock.lock();
		try {
			Sql sql = this.heartbeatConnection.get().sql();
			Instant renewed = (sql.update(this.renew, node) == 1) ? heartbeat(sql, node) : null;
			this.heartbeatConnection.get().commit();
			return renewed;
		}
		catch (SQLException ex) {
			this.heartbeatConnection.discard();
			throw StoreErrors.atCommit(action, ex);
		}
		finally {
			this.heartbeatLock.unlock();
		}
	}

	private static @Nullable Instant heartbeat(Sql sql, long node) throws SQLException {
		return sql.queryOne("select heartbeat_at from durable_node where id = ?",
				(row) -> Objects.requireNonNull(Sql.instant(row, "heartbeat_at")), node);
	}

	@Override
	public List<NodeRow> nodes() {
		return this.transactions.execute("read the nodes", (sql) -> this.repositories.on(sql.connection(),
				(found) -> found.nodes().findAllByOrderById().stream().map(NodeEntity::toRow).toList()));
	}

	@Override
	public Set<Long> ownersWithoutRow() {
		return this.transactions.execute("find owners without a row", (sql) -> {
			Set<Long> owners = new HashSet<>(sql.ids(CLAIMANTS_WITHOUT_ROW));
			owners.addAll(this.repositories.on(sql.connection(), (found) -> found.nodes().findOwnersWithoutRow()));
			return owners;
		});
	}

	@Override
	public Set<Long> certainlyDead() {
		return this.transactions.execute("delete nodes of earlier processes", (sql) -> {
			if (!this.database.isExclusive(sql)) {
				return Set.of();
			}
			List<Long> dead = sql.ids("select id from durable_node where process <> ?", this.process);
			if (!dead.isEmpty()) {
				this.database.repairAfterCrash(sql);
				sql.update("delete from durable_node where id = any(?)", dead);
			}
			return Set.copyOf(dead);
		});
	}

	@Override
	public void remove(long node) {
		this.removal.remove(node);
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * The node is named by its id alone: a subquery on {@code durable_node} would see the
	 * nodes of the statement's beginning and take instances from living ones. Ids are
	 * never used again, so a row that is gone in an earlier statement stays gone.
	 */
	@Override
	public int clearOwner(long node, int limit) {
		return clear(node, limit, this.clearOwner);
	}

	@Override
	public int handBack(long node, int limit) {
		return clear(node, limit, this.handBack);
	}

	private int clear(long node, int limit, String update) {
		return this.transactions.execute("take over from node " + node, (sql) -> {
			if (!sql.ids("select id from durable_node where id = ?", node).isEmpty()) {
				throw new IllegalStateException("Node %d has to be removed first".formatted(node));
			}
			List<Long> ids = sql.ids(this.lockOwned, node, limit);
			int cleared = ids.isEmpty() ? 0 : sql.update(update, ids, node);
			return cleared + clearClaims(sql, node, limit);
		});
	}

	private int clearClaims(Sql sql, long node, int limit) throws SQLException {
		List<Long> ids = sql.ids(this.lockClaimed, node, limit);
		return ids.isEmpty() ? 0 : sql.update(CLEAR_CLAIMS, ids, node);
	}

	@Override
	public boolean ownsAny(long node) {
		return this.transactions.execute("find what node " + node + " owns",
				(sql) -> !sql.ids(OWNED, node, node).isEmpty());
	}

	@Override
	public void close() {
		this.heartbeatLock.lock();
		try {
			this.heartbeatConnection.close();
		}
		finally {
			this.heartbeatLock.unlock();
		}
	}

}
