package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.durable.store.NewInstance;
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
		List<NewInstance> all = group.newInstances();
		Set<Long> inserted = this.instances.insert(sql, node, all);
		List<TurnRow> rows = new ArrayList<>(group.turns());
		for (NewInstance instance : all) {
			if (inserted.contains(instance.id())) {
				rows.add(TurnInserts.firstTurn(instance));
			}
		}
		this.turns.insert(sql, rows);
		return new Inserted(inserted, this.fence.hold(sql, node));
	}

}
