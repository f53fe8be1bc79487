package dev.durable.store.jpa;

import dev.durable.FailureDetails;
import dev.durable.InstanceAlreadyExistsException;
import dev.durable.history.HistoryCodec;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import dev.durable.store.NewInstance;
import dev.durable.store.OutgoingMessage;
import dev.durable.store.ParentLink;

/**
 * What a parent is told of a child that could not be started.
 */
final class ChildFailure {

	private ChildFailure() {
	}

	/**
	 * Return the message that the id of a child is taken.
	 */
	static OutgoingMessage idTaken(NewInstance child) {
		ParentLink parent = child.parent();
		if (parent == null) {
			throw new IllegalArgumentException("Child '%s' has no parent".formatted(child.instanceId()));
		}
		String message = new InstanceAlreadyExistsException(child.instanceId()).getMessage();
		FailureDetails failure = new FailureDetails(InstanceAlreadyExistsException.class.getName(), message, null,
				null);
		return new OutgoingMessage(parent.instance(), new Message(MessageKind.CHILD_FAILED, "", parent.generation(),
				parent.taskId(), HistoryCodec.encodeFailure(failure)));
	}

}
