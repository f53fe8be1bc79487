package dev.durable.store.jpa;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.durable.store.HandedOverActivity;
import dev.durable.store.InstanceChange;
import dev.durable.store.InstanceCommit;
import dev.durable.store.Message;
import dev.durable.store.NewInstance;
import dev.durable.store.OutgoingMessage;
import dev.durable.store.Release;
import dev.durable.store.TurnRow;
import org.jspecify.annotations.Nullable;

/**
 * A group of commits, sorted by what there is to write.
 */
final class CommitGroup {

	private final List<TurnRow> turns = new ArrayList<>();

	private final List<NewInstance> starts = new ArrayList<>();

	private final List<TurnRow> firstRuns = new ArrayList<>();

	private final List<NewInstance> children = new ArrayList<>();

	private final Map<Long, InstanceChange> changes = new TreeMap<>();

	private final Map<Long, InstanceChange> finished = new TreeMap<>();

	private final List<Long> consumed = new ArrayList<>();

	private final List<Long> consumedByUnfinished = new ArrayList<>();

	private final List<OutgoingMessage> sent = new ArrayList<>();

	private final List<HandedOverActivity> handedOver = new ArrayList<>();

	private final List<Release> releases = new ArrayList<>();

	private final Map<Long, Message> toChildren = new TreeMap<>();

	CommitGroup(List<InstanceCommit> commits) {
		for (InstanceCommit commit : commits) {
			((commit.start() != null) ? this.firstRuns : this.turns).addAll(commit.turns());
			this.consumed.addAll(commit.consumed());
			this.sent.addAll(commit.sent());
			this.children.addAll(commit.children());
			if (commit.toChildren() != null) {
				this.toChildren.put(commit.instance(), commit.toChildren());
			}
			this.handedOver.addAll(commit.handedOver());
			if (commit.start() != null) {
				this.starts.add(commit.start());
			}
			InstanceChange change = commit.change();
			if (change == null || !change.status().isFinished()) {
				this.consumedByUnfinished.addAll(commit.consumed());
			}
			if (change != null) {
				(change.status().isFinished() ? this.finished : this.changes).put(commit.instance(), change);
			}
			if (commit.release() != null) {
				this.releases.add(commit.release());
			}
		}
	}

	/**
	 * Return the turns of instances that are there.
	 */
	List<TurnRow> turns() {
		return this.turns;
	}

	/**
	 * Return the turns to be inserted if their instances are: of each new one turn 0, of
	 * some the first run of the code, too.
	 */
	List<TurnRow> turnsOfNewInstances() {
		List<TurnRow> all = new ArrayList<>(this.firstRuns);
		newInstances().forEach((instance) -> all.add(TurnInserts.firstTurn(instance)));
		return all;
	}

	/**
	 * Return the first run of a {@linkplain #isLoneStart lone start}, or {@code null} if
	 * it has none.
	 */
	@Nullable TurnRow firstRun() {
		return this.firstRuns.isEmpty() ? null : this.firstRuns.get(0);
	}

	List<NewInstance> starts() {
		return this.starts;
	}

	List<NewInstance> children() {
		return this.children;
	}

	List<NewInstance> newInstances() {
		List<NewInstance> all = new ArrayList<>(this.starts);
		all.addAll(this.children);
		return all;
	}

	/**
	 * Return what changes about instances that go on, in order.
	 */
	Map<Long, InstanceChange> changes() {
		return this.changes;
	}

	List<Long> consumed() {
		return this.consumed;
	}

	/**
	 * Return the consumed messages of instances that go on: an end deletes all of an
	 * inbox anyway.
	 */
	List<Long> consumedByUnfinished() {
		return this.consumedByUnfinished;
	}

	List<OutgoingMessage> sent() {
		return this.sent;
	}

	List<HandedOverActivity> handedOver() {
		return this.handedOver;
	}

	List<Release> releases() {
		return this.releases;
	}

	/**
	 * Return the messages to children by their parents.
	 */
	Map<Long, Message> toChildren() {
		return this.toChildren;
	}

	/**
	 * Return the instances that end, in order.
	 */
	Map<Long, InstanceChange> finished() {
		return this.finished;
	}

	/**
	 * Return what changes about instances, those that go on and those that end.
	 */
	Map<Long, InstanceChange> allChanges() {
		Map<Long, InstanceChange> all = new TreeMap<>(this.changes);
		all.putAll(this.finished);
		return all;
	}

	/**
	 * Return whether the group does nothing but insert turns and start instances.
	 */
	boolean isInsertsOnly() {
		return this.finished.isEmpty() && this.changes.isEmpty() && this.consumed.isEmpty() && isSelfContained();
	}

	/**
	 * Return whether the group is one start, maybe with its first run, and nothing else.
	 */
	boolean isLoneStart() {
		return this.starts.size() == 1 && this.turns.isEmpty() && isInsertsOnly();
	}

	/**
	 * Return whether the group is one turn and nothing else.
	 */
	boolean isLoneTurn() {
		return this.turns.size() == 1 && this.starts.isEmpty() && isInsertsOnly();
	}

	/**
	 * Return whether the group is one turn with which its instance ends, and nothing
	 * else.
	 */
	boolean isLoneEnd() {
		return this.turns.size() == 1 && this.finished.size() == 1 && this.starts.isEmpty() && this.consumed.isEmpty()
				&& isSelfContained();
	}

	/**
	 * Return whether the group starts, continues and ends instances, and nothing of it
	 * concerns other instances or nodes.
	 */
	boolean isSelfContained() {
		return this.children.isEmpty() && this.sent.isEmpty() && this.handedOver.isEmpty() && this.releases.isEmpty()
				&& this.toChildren.isEmpty();
	}

	/**
	 * Return the instances that the node has to own, because their rows change.
	 */
	Set<Long> owned() {
		Set<Long> owned = new TreeSet<>(this.changes.keySet());
		owned.addAll(this.finished.keySet());
		this.releases.forEach((release) -> owned.add(release.instance()));
		return owned;
	}

}
