package dev.durable.store.jpa;

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What {@code pg_stat_statements} says of the statements of a database: how many pages
 * they have looked at. The server has to load that extension.
 */
final class StatementPages {

	private final JdbcClient jdbc;

	StatementPages(JdbcClient jdbc) {
		this.jdbc = jdbc;
		jdbc.sql("create extension if not exists pg_stat_statements").update();
	}

	void reset() {
		this.jdbc.sql("select pg_stat_statements_reset()").query((row, number) -> true).list();
	}

	/**
	 * Return the statements on Durable's tables since the last reset, those that have
	 * looked at most pages each time first.
	 */
	List<Usage> usages() {
		return this.jdbc.sql("""
				select query, calls, (shared_blks_hit + shared_blks_read) / calls as pages
				from pg_stat_statements
				where dbid = (select oid from pg_database where datname = current_database())
					and query like '%durable_%' and query not like '%pg_stat_statements%'
				order by pages desc
				""")
			.query((row, number) -> new Usage(row.getString("query"), row.getLong("calls"), row.getLong("pages")))
			.list();
	}

	/**
	 * What a statement has read.
	 *
	 * @param sql the statement
	 * @param calls how often it ran
	 * @param pages how many pages it looked at each time
	 */
	record Usage(String sql, long calls, long pages) {

		String firstLines() {
			return this.sql.substring(0, Math.min(300, this.sql.length()));
		}

	}

}
