package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import dev.durable.store.CommitResult;
import dev.durable.store.CommitResult.Outcome;
import dev.durable.store.NewInstance;
import dev.durable.store.OutgoingMessage;
import dev.durable.store.Release;
import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;

/**
 * Writes a group of commits in an open transaction: inserts that lock nothing of others,
 * the fence, then all locks in one statement, then what needs them.
 */
final class GroupWriter {

	private final HandedOverInserts handedOver = new HandedOverInserts();

	private final InstanceLocks locks;

	private final InstanceChanges changes = new InstanceChanges();

	private final Endings endings;

	private final Inbox inbox;

	private final UnfinishedChildren children = new UnfinishedChildren();

	GroupWriter(Database database) {
		this.locks = new InstanceLocks(database);
		this.endings = database.endings();
		this.inbox = new Inbox(database);
	}

	/**
	 * Write what remains of a group once its inserts are there and the fence is held.
	 * @param inserted the new instances that were inserted
	 */
	CommitResult write(Sql sql, long node, CommitGroup group, Set<Long> inserted) throws SQLException {
		this.handedOver.insert(sql, group.handedOver());
		Map<Long, Outcome> outcomes = taken(group, inserted);
		Set<Long> failedChildren = new HashSet<>();
		List<OutgoingMessage> messages = new ArrayList<>(group.sent());
		for (NewInstance child : group.children()) {
			if (!inserted.contains(child.id())) {
				failedChildren.add(child.id());
				messages.add(ChildFailure.idTaken(child));
			}
		}
		messages.addAll(this.children.messages(sql, group.toChildren()));
		Map<Long, LockedInstance> locked = lock(sql, node, group, messages);
		this.changes.apply(sql, group.changes());
		consume(sql, group);
		this.endings.end(sql, group.finished());
		List<OutgoingMessage> accepted = accepted(messages, locked, group.finished().keySet());
		this.inbox.insert(sql, accepted);
		release(sql, group.releases(), locked, outcomes);
		Set<Long> notified = new HashSet<>();
		accepted.forEach((message) -> notified.add(message.target()));
		return new CommitResult(outcomes, failedChildren, notified);
	}

	/**
	 * Return what became of a group that has no messages, children or releases.
	 * @param inserted the new instances that were inserted
	 */
	static CommitResult withoutMessages(CommitGroup group, Set<Long> inserted) {
		return new CommitResult(taken(group, inserted), Set.of(), Set.of());
	}

	private static Map<Long, Outcome> taken(CommitGroup group, Set<Long> inserted) {
		Map<Long, Outcome> outcomes = new HashMap<>();
		for (NewInstance start : group.starts()) {
			if (!inserted.contains(start.id())) {
				outcomes.put(start.id(), Outcome.ID_TAKEN);
			}
		}
		return outcomes;
	}

	private Map<Long, LockedInstance> lock(Sql sql, long node, CommitGroup group, List<OutgoingMessage> messages)
			throws SQLException {
		Set<Long> owned = group.owned();
		Set<Long> all = new TreeSet<>(owned);
		messages.forEach((message) -> all.add(message.target()));
		Map<Long, LockedInstance> locked = this.locks.lock(sql, all);
		for (Long id : owned) {
			LockedInstance instance = locked.get(id);
			if (instance == null || !instance.isOwnedBy(node)) {
				throw new StoreException(Kind.DEFINITE,
						"Node %d does not own instance %d, so it cannot change it".formatted(node, id), null);
			}
		}
		return locked;
	}

	private void consume(Sql sql, CommitGroup group) throws SQLException {
		if (!this.inbox.delete(sql, group.consumed())) {
			throw new StoreException(Kind.DEFINITE,
					"Of the consumed messages " + group.consumed() + " some are not there", null);
		}
	}

	private static List<OutgoingMessage> accepted(List<OutgoingMessage> messages, Map<Long, LockedInstance> locked,
			Set<Long> finished) {
		return messages.stream().filter((message) -> {
			LockedInstance target = locked.get(message.target());
			return target != null && !target.status().isFinished() && !finished.contains(message.target());
		}).toList();
	}

	/**
	 * Release instances, after everything that this group itself sends. The inbox is read
	 * in a statement of its own: the one that has waited for the lock does not see what
	 * was committed meanwhile.
	 */
	private void release(Sql sql, List<Release> releases, Map<Long, LockedInstance> locked, Map<Long, Outcome> outcomes)
			throws SQLException {
		Set<Long> addressed = this.inbox.nonEmpty(sql, releases.stream().map(Release::instance).toList());
		List<Release> granted = new ArrayList<>();
		for (Release release : releases) {
			LockedInstance instance = locked.get(release.instance());
			if (addressed.contains(release.instance()) || (instance != null && instance.wakeAt() != null)) {
				outcomes.put(release.instance(), Outcome.RELEASE_REFUSED);
			}
			else {
				granted.add(release);
			}
		}
		this.changes.release(sql, granted);
	}

}
