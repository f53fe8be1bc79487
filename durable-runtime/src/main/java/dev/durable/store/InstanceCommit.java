package dev.durable.store;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What one instance wants committed, all of it or nothing. Exactly one of three kinds: a
 * {@link #start start}, maybe {@linkplain #withFirstRun with its first run}, a
 * {@link #turn turn} or a {@link #release release}.
 *
 * @param instance the surrogate id of the instance
 * @param start the instance to insert, or {@code null}
 * @param turns the turns to append, in order: one, or two when the instance continues as
 * new; none or one for a start, none for a release
 * @param change what changes about the instance, or {@code null} for a plain turn, which
 * then neither reads nor locks the instance's row
 * @param consumed the ids of the messages that the turn consumed; each of them must be
 * there and is deleted
 * @param sent the messages to other instances
 * @param children the instances to insert as children. When the id of a child is taken,
 * the child is not inserted and a {@link MessageKind#CHILD_FAILED} goes into this
 * instance's inbox in its place
 * @param handedOver the activities to insert for any node to run
 * @param release how to let go of the instance, or {@code null}
 * @param toChildren a message to all instances that answer this one and have not
 * finished, or {@code null}
 */
public record InstanceCommit(long instance, @Nullable NewInstance start, List<TurnRow> turns,
		@Nullable InstanceChange change, List<Long> consumed, List<OutgoingMessage> sent, List<NewInstance> children,
		List<HandedOverActivity> handedOver, @Nullable Release release, @Nullable Message toChildren) {

	/**
	 * Insert a new instance.
	 * @param start the instance
	 * @return the commit
	 */
	public static InstanceCommit start(NewInstance start) {
		return new InstanceCommit(start.id(), start, List.of(), null, List.of(), List.of(), List.of(), List.of(), null,
				null);
	}

	/**
	 * Return this start with the first run of the code, which is inserted if the instance
	 * is.
	 * @param first a {@linkplain #isPlainTurn plain turn} of the same instance
	 * @return a new commit
	 */
	public InstanceCommit withFirstRun(InstanceCommit first) {
		return new InstanceCommit(this.instance, this.start, first.turns, this.change, this.consumed, this.sent,
				this.children, this.handedOver, this.release, this.toChildren);
	}

	/**
	 * Return whether this appends one turn and does nothing else.
	 * @return whether nothing but history is written
	 */
	public boolean isPlainTurn() {
		return this.start == null && this.turns.size() == 1 && this.change == null && this.consumed.isEmpty()
				&& this.sent.isEmpty() && this.children.isEmpty() && this.handedOver.isEmpty()
				&& this.toChildren == null;
	}

	/**
	 * Append turns that hand nothing over.
	 * @param instance the surrogate id of the instance
	 * @param turns the turns
	 * @param change what changes about the instance, or {@code null}
	 * @param consumed the messages that were consumed
	 * @param sent the messages to other instances
	 * @param children the children to insert
	 * @return the commit
	 */
	public static InstanceCommit turn(long instance, List<TurnRow> turns, @Nullable InstanceChange change,
			List<Long> consumed, List<OutgoingMessage> sent, List<NewInstance> children) {
		return turn(instance, turns, change, consumed, sent, children, List.of());
	}

	/**
	 * Append turns.
	 * @param instance the surrogate id of the instance
	 * @param turns the turns
	 * @param change what changes about the instance, or {@code null}
	 * @param consumed the messages that were consumed
	 * @param sent the messages to other instances
	 * @param children the children to insert
	 * @param handedOver the activities to insert for any node to run
	 * @return the commit
	 */
	public static InstanceCommit turn(long instance, List<TurnRow> turns, @Nullable InstanceChange change,
			List<Long> consumed, List<OutgoingMessage> sent, List<NewInstance> children,
			List<HandedOverActivity> handedOver) {
		return new InstanceCommit(instance, null, turns, change, consumed, sent, children, handedOver, null, null);
	}

	/**
	 * Give an idle instance back.
	 * @param release how
	 * @return the commit
	 */
	public static InstanceCommit release(Release release) {
		return new InstanceCommit(release.instance(), null, List.of(), null, List.of(), List.of(), List.of(), List.of(),
				release, null);
	}

	/**
	 * Return this with a message to all unfinished children, whoever owns them. It is
	 * part of the same transaction.
	 * @param message the message, or {@code null} for none
	 * @return a new commit
	 */
	public InstanceCommit withMessageToChildren(@Nullable Message message) {
		return new InstanceCommit(this.instance, this.start, this.turns, this.change, this.consumed, this.sent,
				this.children, this.handedOver, this.release, message);
	}

	/**
	 * Return about how many characters this writes.
	 * @return the size
	 */
	public long size() {
		long size = (this.start != null) ? this.start.events().length() : 0;
		for (TurnRow turn : this.turns) {
			size += turn.events().length();
		}
		for (NewInstance child : this.children) {
			size += child.events().length();
		}
		for (OutgoingMessage message : this.sent) {
			String payload = message.message().payload();
			size += (payload != null) ? payload.length() : 0;
		}
		for (HandedOverActivity activity : this.handedOver) {
			String input = activity.input();
			size += (input != null) ? input.length() : 0;
		}
		return size;
	}

}
