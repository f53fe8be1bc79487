package dev.durable.store.jpa;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.durable.store.WakeUpSignals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL 14 and later.
 */
final class PostgreSqlDatabase implements Database {

	private static final Logger logger = LoggerFactory.getLogger(PostgreSqlDatabase.class);

	// "durable" in ASCII
	private static final long SCHEMA_LOCK = 0x64757261626c65L;

	private static final String IDLE_IN_TRANSACTION = "idle_in_transaction_session_timeout";

	private static final String INSTANCE_IDS = "select nextval('durable_instance_id') from generate_series(1, ?)";

	private static final String END_BLOCKING = """
			select pg_terminate_backend(a.pid)
			from pg_stat_activity a join pg_stat_activity w on a.pid = any(pg_blocking_pids(w.pid))
			where w.pid = cast(? as integer) and w.wait_event_type = 'Lock' and w.query like ? || '%'
				and a.usename = current_user
			""";

	private static final String SESSION_KEY = """
			select pid, backend_start from pg_stat_activity where pid = pg_backend_pid()
			""";

	private static final String END_SESSION = """
			select pg_terminate_backend(pid, ?) from pg_stat_activity where pid = ? and backend_start = ?
			""";

	private final ProductVersion version;

	private final String fence;

	private final boolean transactionTimeout;

	private final TagsConverter tagsConverter = new TagsConverter();

	PostgreSqlDatabase(ProductVersion version) {
		this.version = version;
		this.transactionTimeout = version.isAtLeast(17, 0);
		this.fence = """
				select pg_postmaster_start_time() as started_at, set_config('lock_timeout', ?, true),
					set_config('idle_in_transaction_session_timeout', ?, true)%s
				from durable_node where id = ? for key share
				""".formatted(this.transactionTimeout ? ", set_config('transaction_timeout', ?, true)" : "");
	}

	@Override
	public String schemaFolder() {
		return "postgresql";
	}

	@Override
	public ProductVersion version() {
		return this.version;
	}

	@Override
	public void repairAfterCrash(Sql sql) {
		// The server repairs itself
	}

	@Override
	public String forUpdate() {
		// Passes the KEY SHARE of foreign keys that an application may have added
		return "for no key update";
	}

	@Override
	public String now() {
		return "statement_timestamp()";
	}

	@Override
	public void open(Sql sql) throws SQLException {
		String commit = sql.queryOne("show synchronous_commit", (row) -> row.getString(1));
		if ("off".equals(commit)) {
			logger.warn("synchronous_commit is off: a crash of PostgreSQL may lose what was confirmed already");
		}
	}

	@Override
	public boolean isExclusive(Sql sql) {
		return false;
	}

	@Override
	public void lockSchema(Sql sql) throws SQLException {
		sql.query("select pg_advisory_xact_lock(?)", (row) -> true, SCHEMA_LOCK);
	}

	@Override
	public boolean setsIsolation() {
		// To ask this driver for the isolation takes a round trip, to set it another
		return true;
	}

	@Override
	public void begin(Sql sql, StoreTimeouts timeouts) throws SQLException {
		// The driver sends "begin" and all of this in one round trip. A session keeps the
		// plan that it made for a prepared statement while the tables were small: without
		// the last setting it would read all of a table that has grown since.
		sql.execute("set transaction isolation level read committed, read write; set local lock_timeout = "
				+ timeouts.lockMillis() + "; set local idle_in_transaction_session_timeout = "
				+ timeouts.transactionMillis() + "; set local enable_seqscan = off");
	}

	@Override
	public void beginSnapshot(Sql sql) throws SQLException {
		sql.execute("set transaction isolation level repeatable read, read only");
	}

	@Override
	public void endSnapshot(Sql sql) {
		// Ends with the transaction
	}

	@Override
	public ConnectionReset keep(Sql sql, StoreTimeouts timeouts) throws SQLException {
		Map<String, String> before = new LinkedHashMap<>();
		before.put("lock_timeout", setting(sql, "lock_timeout", timeouts.lockMillis()));
		before.put(IDLE_IN_TRANSACTION, setting(sql, IDLE_IN_TRANSACTION, timeouts.transactionMillis()));
		// A statement is a transaction of its own, too
		before.put("statement_timeout", setting(sql, "statement_timeout", timeouts.transactionMillis()));
		before.put("enable_seqscan", setting(sql, "enable_seqscan", "off"));
		// They do not depend on the values, and to plan takes longer than to run them
		before.put("plan_cache_mode", setting(sql, "plan_cache_mode", "force_generic_plan"));
		before.put("idle_session_timeout", setting(sql, "idle_session_timeout", "0"));
		before.put("default_transaction_isolation", setting(sql, "default_transaction_isolation", "read committed"));
		before.put("default_transaction_read_only", setting(sql, "default_transaction_read_only", "off"));
		if (this.transactionTimeout) {
			before.put("transaction_timeout", setting(sql, "transaction_timeout", timeouts.transactionMillis()));
		}
		return (connection) -> {
			Sql last = new Sql(connection);
			for (Map.Entry<String, String> setting : before.entrySet()) {
				setting(last, setting.getKey(), setting.getValue());
			}
		};
	}

	@Override
	public void setLockTimeout(Sql sql, Duration timeout) throws SQLException {
		sql.execute("set local lock_timeout = " + timeout.toMillis());
	}

	@Override
	public void join(Sql sql, StoreTimeouts timeouts) throws SQLException {
		sql.execute("set local lock_timeout = " + timeouts.lockMillis() + "; set local enable_seqscan = off");
	}

	private static String setting(Sql sql, String name, String value) throws SQLException {
		String before = sql.queryOne("select current_setting(?)", (row) -> row.getString(1), name);
		sql.query("select set_config(?, ?, false)", (row) -> true, name, value);
		return Objects.requireNonNull(before);
	}

	@Override
	public @Nullable Instant fence(Sql sql, long node, StoreTimeouts timeouts) throws SQLException {
		Sql.RowReader<Instant> startedAt = (row) -> Objects.requireNonNull(Sql.instant(row, "started_at"));
		String lock = timeouts.lockMillis();
		String transaction = timeouts.transactionMillis();
		return this.transactionTimeout ? sql.queryOne(this.fence, startedAt, lock, transaction, transaction, node)
				: sql.queryOne(this.fence, startedAt, lock, transaction, node);
	}

	@Override
	public List<Long> nextInstanceIds(Sql sql, int blocks) throws SQLException {
		return sql.ids(INSTANCE_IDS, blocks);
	}

	@Override
	public void planForLists(Sql sql) throws SQLException {
		// Where statistics have not seen the latest growth, a bitmap of "the few rows"
		// that are to be sorted may be all of a million
		sql.execute("set local plan_cache_mode = force_custom_plan; set local enable_bitmapscan = off");
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * Both indexes have the status and the order, so where statistics say that nearly all
	 * instances have this name, the other one looks as good and may be read to its end in
	 * vain. Its collation is another one.
	 */
	@Override
	public String statusBesideName() {
		return "runtime_status collate \"POSIX\"";
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * The column has the collation "C", which compares code points. A pattern would be of
	 * use for an index only where it is known when the statement is planned.
	 */
	@Override
	public void idPrefix(Conditions conditions, String prefix) {
		conditions.and("instance_id >= ?", prefix);
		String next = CodePoints.nextAfterPrefix(prefix);
		if (next != null) {
			conditions.and("instance_id < ?", next);
		}
	}

	@Override
	public void tags(Conditions conditions, Map<String, String> tags) {
		conditions.and("cast(tags as jsonb) @> cast(? as jsonb)", this.tagsConverter.convertToDatabaseColumn(tags));
	}

	@Override
	public void insertIgnoringDuplicates(Sql sql, String insert, List<@Nullable Object[]> rows) throws SQLException {
		sql.batch(insert + " on conflict do nothing", rows);
	}

	@Override
	public FencedInserts inserts(Fence fence) {
		return new PostgreSqlInserts();
	}

	@Override
	public Endings endings() {
		return new PostgreSqlEndings();
	}

	@Override
	public GroupSending groupSending() {
		return new PostgreSqlSending();
	}

	@Override
	public int endSessionsBlocking(Sql sql, long session, String beginning) throws SQLException {
		return sql.query(END_BLOCKING, (row) -> true, session, beginning).size();
	}

	@Override
	public SessionKey sessionKey(Sql sql) throws SQLException {
		return Objects.requireNonNull(sql.queryOne(SESSION_KEY, (row) -> new SessionKey(row.getLong("pid"),
				Objects.requireNonNull(Sql.instant(row, "backend_start")))));
	}

	@Override
	public boolean endSession(Sql sql, SessionKey session, Duration patience) throws SQLException {
		// A session that is not there any more gives no row
		return sql
			.query(END_SESSION, (row) -> row.getBoolean(1), patience.toMillis(), session.id(), session.startedAt())
			.stream()
			.allMatch(Boolean::booleanValue);
	}

	@Override
	public WakeUpSignals signals(EngineConnections connections, String taskHub) {
		return new PostgreSqlSignals(connections, taskHub);
	}

	@Override
	public long session(Sql sql) throws SQLException {
		return sql.ids("select pg_backend_pid()").get(0);
	}

}
