package dev.durable.store.jpa;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * H2 2.4 and later, for one process.
 */
final class H2Database implements Database {

	private static final Logger logger = LoggerFactory.getLogger(H2Database.class);

	/**
	 * While H2 adds a column, the table is not there for others. All who use the database
	 * are in this process.
	 */
	private static final Lock SCHEMA_LOCK = new ReentrantLock();

	private static final String DUPLICATE_KEY = "23505";

	private static final String PRIMARY_KEY = """
			select 1 from information_schema.table_constraints
			where table_schema = current_schema and upper(table_name) = 'DURABLE_HISTORY'
				and constraint_type = 'PRIMARY KEY'
			""";

	private final ProductVersion version;

	private volatile boolean file = true;

	private final JsonMapper mapper = new JsonMapper();

	H2Database(ProductVersion version) {
		this.version = version;
	}

	@Override
	public String schemaFolder() {
		return "h2";
	}

	@Override
	public ProductVersion version() {
		return this.version;
	}

	@Override
	public String forUpdate() {
		return "for update";
	}

	@Override
	public String now() {
		return "current_timestamp(6)";
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * H2 uses file channels, which an interrupt closes, and the database with them.
	 */
	@Override
	public boolean toleratesInterrupts() {
		return !this.file;
	}

	@Override
	public void open(Sql sql) throws SQLException {
		String url = sql.connection().getMetaData().getURL();
		this.file = !url.startsWith("jdbc:h2:mem:") && !url.startsWith("jdbc:h2:tcp:")
				&& !url.startsWith("jdbc:h2:ssl:");
		try {
			// By default H2 writes what is committed up to half a second later
			sql.execute("set write_delay 0");
		}
		catch (SQLException ex) {
			logger.warn("H2 may lose the last half second in a crash: 'set write_delay 0' needs an administrator", ex);
		}
	}

	@Override
	public boolean isExclusive(Sql sql) throws SQLException {
		// Sessions of this process have no address
		return sql.ids("select count(*) from information_schema.sessions where client_addr is not null").get(0) == 0;
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * H2 saves its maps one after the other, so that a process that is killed at the
	 * wrong moment leaves something of an unfinished transaction without the record that
	 * would undo it. Entries of an index are seen by no query, but count as duplicates
	 * forever; a row that lacks entries is not found by those who look for its owner.
	 * Building the indexes anew from the rows makes them agree. An instance without
	 * history was never started. Each definition commits, so this may have been cut
	 * short, too, and can be repeated from wherever it was.
	 */
	@Override
	public void repairAfterCrash(Sql sql) throws SQLException {
		sql.execute("alter table durable_instance drop constraint if exists durable_instance_key");
		sql.execute("alter table durable_instance add constraint durable_instance_key unique (task_hub, instance_id)");
		if (!sql.ids(PRIMARY_KEY).isEmpty()) {
			sql.execute("alter table durable_history drop primary key");
		}
		sql.execute("alter table durable_history add primary key (instance, generation, turn)");
		for (Map.Entry<String, String> index : SchemaMigration.indexes(this).entrySet()) {
			sql.execute("drop index if exists " + index.getKey());
			sql.execute(index.getValue());
		}
		sql.update("""
				delete from durable_instance i
				where not leftover and not exists (select 1 from durable_history h where h.instance = i.id)
				""");
	}

	@Override
	public Lock schemaLock() {
		return SCHEMA_LOCK;
	}

	@Override
	public void lockSchema(Sql sql) {
		// Each of H2's definitions commits, so no lock outlives one; every statement of
		// the scripts can be repeated instead
	}

	@Override
	public boolean setsIsolation() {
		return false;
	}

	@Override
	public void begin(Sql sql, StoreTimeouts timeouts) {
		// Nothing is left to be set
	}

	@Override
	public void beginSnapshot(Sql sql) throws SQLException {
		sql.execute("set session characteristics as transaction isolation level snapshot");
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * H2 sets it for the session, and the pool does not know.
	 */
	@Override
	public void endSnapshot(Sql sql) throws SQLException {
		sql.execute("set session characteristics as transaction isolation level read committed");
	}

	@Override
	public ConnectionReset keep(Sql sql, StoreTimeouts timeouts) throws SQLException {
		long lock = sql.ids("select lock_timeout()").get(0);
		sql.execute("set lock_timeout " + timeouts.lockMillis());
		return (connection) -> new Sql(connection).execute("set lock_timeout " + lock);
	}

	@Override
	public void setLockTimeout(Sql sql, Duration timeout) throws SQLException {
		sql.execute("set lock_timeout " + timeout.toMillis());
	}

	@Override
	public void join(Sql sql, StoreTimeouts timeouts) {
		// The session has a lock timeout anyway; another could not be taken back in time
	}

	@Override
	public @Nullable Instant fence(Sql sql, long node, StoreTimeouts timeouts) throws SQLException {
		// H2 ends with this process, which so has never seen it restarted
		return sql.queryOne("select id from durable_node where id = ? for update", (row) -> Instant.EPOCH, node);
	}

	@Override
	public List<Long> nextInstanceIds(Sql sql, int blocks) throws SQLException {
		return sql.ids("select next value for durable_instance_id from system_range(1, ?)", blocks);
	}

	@Override
	public void planForLists(Sql sql) {
		// H2 does so anyway
	}

	@Override
	public String statusBesideName() {
		return "runtime_status";
	}

	@Override
	public void idPrefix(Conditions conditions, String prefix) {
		String pattern = prefix.replace("!", "!!").replace("%", "!%").replace("_", "!_");
		conditions.and("instance_id like ? escape '!'", pattern + "%");
	}

	@Override
	public void tags(Conditions conditions, Map<String, String> tags) {
		tags.forEach((key, value) -> conditions.and(
				"(tags format json).\"" + key.replace("\"", "\"\"") + "\" = (? format json)",
				this.mapper.writeValueAsString(value)));
	}

	@Override
	public void insertIgnoringDuplicates(Sql sql, String insert, List<@Nullable Object[]> rows) throws SQLException {
		for (@Nullable
		Object[] row : rows) {
			try {
				sql.update(insert, row);
			}
			catch (SQLException ex) {
				// The transaction stays usable
				if (!DUPLICATE_KEY.equals(ex.getSQLState())) {
					throw ex;
				}
			}
		}
	}

	@Override
	public int endSessionsBlocking(Sql sql, long session, String beginning) {
		return 0;
	}

	@Override
	public long session(Sql sql) throws SQLException {
		return sql.ids("select session_id()").get(0);
	}

}
