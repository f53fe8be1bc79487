package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.durable.store.TurnRow;

/**
 * Inserts with a statement for each table, then takes the fence.
 */
final class SeparateInserts implements FencedInserts {

	private final InstanceInserts instances;

	private final TurnInserts turns = new TurnInserts();

	private final FenceStep fence;

	SeparateInserts(Database database, FenceStep fence) {
		this.instances = new InstanceInserts(database);
		this.fence = fence;
	}

	@Override
	public Inserted insert(Sql sql, long node, CommitGroup group) throws SQLException {
		Set<Long> inserted = this.instances.insert(sql, node, group.newInstances());
		List<TurnRow> rows = new ArrayList<>(group.turns());
		for (TurnRow turn : group.turnsOfNewInstances()) {
			if (inserted.contains(turn.instance())) {
				rows.add(turn);
			}
		}
		this.turns.insert(sql, rows);
		return new Inserted(inserted, this.fence.hold(sql, node));
	}

}
