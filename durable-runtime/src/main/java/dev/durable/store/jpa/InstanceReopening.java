package dev.durable.store.jpa;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.store.NewInstance;
import dev.durable.store.OutgoingMessage;
import dev.durable.store.Reopening;
import dev.durable.store.TurnRow;
import org.jspecify.annotations.Nullable;

/**
 * Lets finished instances go on. Nobody owns them, so what protects them is the lock on
 * their rows.
 */
final class InstanceReopening {

	private final InstanceLocks locks;

	private final InstanceInserts instances;

	private final TurnInserts turns = new TurnInserts();

	private final InstanceReplacement replacement = new InstanceReplacement();

	private final Inbox inbox;

	private final String reopen;

	InstanceReopening(Database database) {
		this.locks = new InstanceLocks(database);
		this.instances = new InstanceInserts(database);
		this.inbox = new Inbox(database);
		this.reopen = """
				update durable_instance
				set runtime_status = 'RUNNING', completed_at = null, owner_node = null, wake_at = %s,
					rewinds = rewinds + 1, rewound_at = ?, trace_parent = coalesce(?, trace_parent)
				where id = ?
				""".formatted(database.now());
	}

	/**
	 * Write a reopening.
	 * @return whether everything was as it had been seen
	 */
	boolean write(Sql sql, Reopening reopening) throws SQLException {
		Map<Long, LockedInstance> locked = this.locks.lock(sql, reopening.seen().keySet());
		List<Long> reopened = reopening.turns().stream().map(TurnRow::instance).toList();
		if (!ends(sql, reopening).equals(reopening.seen()) || !haveFailed(locked, reopened)) {
			return false;
		}
		for (Long finished : reopening.replaced()) {
			this.replacement.replace(sql, Objects.requireNonNull(locked.get(finished)));
		}
		reopen(sql, reopening);
		List<TurnRow> turns = new ArrayList<>(reopening.turns());
		List<OutgoingMessage> messages = new ArrayList<>(reopening.messages());
		Set<Long> inserted = this.instances.insert(sql, null, reopening.starts());
		for (NewInstance start : reopening.starts()) {
			if (inserted.contains(start.id())) {
				turns.add(TurnInserts.firstTurn(start));
			}
			else {
				messages.add(ChildFailure.idTaken(start));
			}
		}
		this.turns.insert(sql, turns);
		this.inbox.insert(sql, messages);
		return true;
	}

	private void reopen(Sql sql, Reopening reopening) throws SQLException {
		List<@Nullable Object[]> rows = new ArrayList<>();
		for (TurnRow turn : reopening.turns()) {
			TraceContext trace = reopening.traces().get(turn.instance());
			rows.add(new @Nullable Object[] { turn.recordedAt(), (trace != null) ? trace.traceParent() : null,
					turn.instance() });
		}
		sql.batch(this.reopen, rows);
	}

	private static boolean haveFailed(Map<Long, LockedInstance> locked, List<Long> reopened) {
		return reopened.stream().allMatch((id) -> {
			LockedInstance instance = locked.get(id);
			return instance != null && instance.status() == RuntimeStatus.FAILED && instance.owner() == null;
		});
	}

	/**
	 * Read when the instances ended, in a statement after the one that has locked them.
	 */
	private static Map<Long, @Nullable Instant> ends(Sql sql, Reopening reopening) throws SQLException {
		Map<Long, @Nullable Instant> ends = new HashMap<>();
		sql.query("select id, completed_at from durable_instance where id = any(?) and task_hub <> '@replaced'",
				(row) -> ends.put(row.getLong("id"), Sql.instant(row, "completed_at")), reopening.seen().keySet());
		return ends;
	}

}
