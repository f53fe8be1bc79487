package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The first rows of several ranges of an index, in order. Each part reads no more entries
 * than are wanted of the whole, so what is read depends neither on how long a range is
 * nor on what lies between two of them; one condition for all of them would read all
 * entries from the first range to the last.
 */
final class MergedQuery {

	private final String order;

	private final int limit;

	private final List<String> parts = new ArrayList<>();

	private final List<@Nullable Object> parameters = new ArrayList<>();

	/**
	 * Create a query without parts, which finds nothing.
	 * @param order how the whole is ordered, by columns that each part selects
	 * @param limit how many rows at most
	 */
	MergedQuery(String order, int limit) {
		this.order = order;
		this.limit = limit;
	}

	/**
	 * Add a part.
	 * @param select the statement of the part, which ends with its order
	 * @param parameters its parameters
	 */
	void part(String select, @Nullable Object... parameters) {
		this.parts.add(select + "\nfetch first ? rows only");
		Collections.addAll(this.parameters, parameters);
		this.parameters.add(this.limit);
	}

	<T> List<T> run(Sql sql, Sql.RowReader<T> reader) throws SQLException {
		if (this.parts.isEmpty()) {
			return List.of();
		}
		if (this.parts.size() == 1) {
			return sql.query(this.parts.get(0), reader, this.parameters.toArray());
		}
		List<@Nullable Object> all = new ArrayList<>(this.parameters);
		all.add(this.limit);
		return sql.query(this.parts.stream()
			.collect(Collectors.joining(")\nunion all\n(", "(",
					")\norder by " + this.order + " fetch first ? rows only")),
				reader, all.toArray());
	}

}
