package dev.durable.store.jpa;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import dev.durable.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.EncodedResource;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/**
 * Creates and upgrades the store's tables with the scripts of the database, one for each
 * version. The scripts can be repeated, and record their version themselves, whoever runs
 * them. Nodes that start at the same time wait for each other.
 */
public final class SchemaMigration {

	private static final Logger logger = LoggerFactory.getLogger(SchemaMigration.class);

	private static final List<String> SCRIPTS = List.of("V1__initial.sql", "V2__observability.sql", "V3__lookups.sql",
			"V4__claims.sql");

	private static final String FOLDER = "dev/durable/schema";

	private static final String ACTION = "create or upgrade the tables of Durable";

	private static final Pattern INDEX = Pattern.compile("create index if not exists (\\w+)[^;]+");

	private final DataSource dataSource;

	private final SchemaMode mode;

	/**
	 * Create a migration.
	 * @param dataSource the database
	 * @param mode whether to change anything
	 */
	public SchemaMigration(DataSource dataSource, SchemaMode mode) {
		this.dataSource = EngineConnections.pool(dataSource);
		this.mode = mode;
	}

	/**
	 * Bring the tables to the version that this library needs, or check that they have
	 * it. Newer tables are accepted: other nodes may have been upgraded already.
	 * @throws SchemaOutdatedException if they are older and must not be changed
	 * @throws StoreException if that failed
	 */
	public void run() {
		Database database = detect();
		// No timeouts: another node may be creating an index
		EngineConnections connections = new EngineConnections(this.dataSource, database, StoreTimeouts.NONE);
		Lock lock = database.schemaLock();
		lock.lock();
		try {
			new EngineTransactions(connections, database, StoreTimeouts.NONE).execute(ACTION, (sql) -> {
				run(sql, database);
				return null;
			});
		}
		finally {
			lock.unlock();
		}
	}

	private Database detect() {
		try (Connection connection = this.dataSource.getConnection()) {
			return Databases.detect(connection);
		}
		catch (SQLException ex) {
			throw StoreErrors.beforeCommit(ACTION, ex);
		}
	}

	private void run(Sql sql, Database database) throws SQLException {
		if (this.mode == SchemaMode.ALWAYS) {
			database.lockSchema(sql);
		}
		int actual = exists(sql) ? version(sql) : 0;
		if (actual >= SCRIPTS.size()) {
			return;
		}
		if (this.mode == SchemaMode.NEVER) {
			throw new SchemaOutdatedException(actual, SCRIPTS.size(), "classpath:" + path(database, actual + 1));
		}
		for (int version = actual + 1; version <= SCRIPTS.size(); version++) {
			apply(sql, database, version);
		}
	}

	private static boolean exists(Sql sql) throws SQLException {
		return !sql.query("""
				select table_name from information_schema.tables
				where lower(table_name) = 'durable_schema' and table_schema = current_schema
				""", (row) -> true).isEmpty();
	}

	private static int version(Sql sql) throws SQLException {
		return Math.toIntExact(sql.ids("select coalesce(max(version), 0) from durable_schema").get(0));
	}

	private static void apply(Sql sql, Database database, int version) throws SQLException {
		logger.info("Creating or upgrading the tables of Durable to version {} with {}", version,
				path(database, version));
		ScriptUtils.executeSqlScript(sql.connection(), script(database, version));
	}

	/**
	 * Return the definitions of the indexes that are no constraints, by their names.
	 */
	static Map<String, String> indexes(Database database) {
		Map<String, String> indexes = new LinkedHashMap<>();
		for (int version = 1; version <= SCRIPTS.size(); version++) {
			Matcher definition = INDEX.matcher(text(script(database, version)));
			while (definition.find()) {
				indexes.put(definition.group(1), definition.group());
			}
		}
		return indexes;
	}

	private static EncodedResource script(Database database, int version) {
		return new EncodedResource(new ClassPathResource(path(database, version)), StandardCharsets.UTF_8);
	}

	private static String text(EncodedResource script) {
		try {
			return script.getContentAsString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String path(Database database, int version) {
		return FOLDER + "/" + database.schemaFolder() + "/" + SCRIPTS.get(version - 1);
	}

}
