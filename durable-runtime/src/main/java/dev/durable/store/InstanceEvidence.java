package dev.durable.store;

import java.time.Instant;
import java.util.List;

/**
 * All that is recorded of an instance and of what it may wait for. Of messages, attempts
 * and children there may be more than are listed; see {@link #LIMIT}.
 *
 * @param row the instance
 * @param suspicion what earlier deaths of nodes say against it
 * @param turns the history of its current generation, in order
 * @param inbox its inbox in order, without payloads
 * @param handedOver its activities that were handed over and have no result yet
 * @param children its sub-orchestrations that have not finished
 * @param nodes all nodes
 * @param readAt when this was read, in database time
 */
public record InstanceEvidence(InstanceRow row, Suspicion suspicion, List<TurnRow> turns, List<Message> inbox,
		List<HandedOverAttempt> handedOver, List<UnfinishedChild> children, List<NodeRow> nodes, Instant readAt) {

	/**
	 * How many messages, attempts and children are listed at most.
	 */
	public static final int LIMIT = 1000;

}
