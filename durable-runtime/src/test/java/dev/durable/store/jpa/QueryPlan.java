package dev.durable.store.jpa;

import java.util.List;

import javax.sql.DataSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What PostgreSQL did for a query.
 *
 * @param sql the query
 * @param plan the plan that was run, as JSON
 */
record QueryPlan(String sql, JsonNode plan) {

	private static final JsonMapper MAPPER = new JsonMapper();

	static ExplainedDataSource<QueryPlan> explain(DataSource target) {
		return new ExplainedDataSource<>(target, "explain (analyze, buffers, format json)",
				(sql, explanation) -> new QueryPlan(sql, MAPPER.readTree(explanation).get(0).get("Plan")));
	}

	/**
	 * Return how many rows and index entries were read, wanted or not.
	 */
	long rowsRead() {
		return rowsRead(this.plan);
	}

	private static long rowsRead(JsonNode node) {
		long rows = 0;
		if (node.get("Node Type").asString().contains("Scan") && !node.has("Plans")) {
			for (String count : List.of("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")) {
				rows += node.has(count) ? Math.round(node.get(count).asDouble() * node.get("Actual Loops").asLong())
						: 0;
			}
		}
		if (node.has("Plans")) {
			for (JsonNode child : node.get("Plans")) {
				rows += rowsRead(child);
			}
		}
		return rows;
	}

	/**
	 * Return how many pages were looked at.
	 */
	long pagesRead() {
		return this.plan.get("Shared Hit Blocks").asLong() + this.plan.get("Shared Read Blocks").asLong();
	}

	double milliseconds() {
		return this.plan.get("Actual Total Time").asDouble();
	}

	boolean scansTables() {
		return !this.plan.findValuesAsString("Node Type").stream().noneMatch("Seq Scan"::equals);
	}

}
