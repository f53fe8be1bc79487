package dev.durable.engine;

import dev.durable.FailureDetails;
import dev.durable.RuntimeStatus;
import dev.durable.history.ExecutionCompleted;
import dev.durable.history.HistoryCodec;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import dev.durable.store.OutgoingMessage;
import dev.durable.store.ParentLink;

/**
 * What a child tells its parent when it has finished.
 */
final class ChildAnswer {

	private ChildAnswer() {
	}

	static OutgoingMessage of(String instanceId, ParentLink parent, ExecutionCompleted completed) {
		if (completed.status() == RuntimeStatus.COMPLETED) {
			return new OutgoingMessage(parent.instance(), new Message(MessageKind.CHILD_COMPLETED, "",
					parent.generation(), parent.taskId(), completed.output()));
		}
		FailureDetails failure = completed.failure();
		if (failure == null) {
			failure = new FailureDetails("OrchestrationTerminated", "Orchestration instance '" + instanceId
					+ "' was terminated" + ((completed.output() != null) ? ": " + completed.output() : ""), null, null);
		}
		return failure(parent, failure);
	}

	static OutgoingMessage failure(ParentLink parent, FailureDetails failure) {
		return new OutgoingMessage(parent.instance(), new Message(MessageKind.CHILD_FAILED, "", parent.generation(),
				parent.taskId(), HistoryCodec.encodeFailure(failure)));
	}

}
