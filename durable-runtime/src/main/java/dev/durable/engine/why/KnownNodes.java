package dev.durable.engine.why;

import java.time.Duration;
import java.time.Instant;

import dev.durable.Reason;
import dev.durable.store.InstanceEvidence;
import dev.durable.store.NodeRow;

/**
 * The nodes as the store has them.
 */
final class KnownNodes {

	private final InstanceEvidence evidence;

	private final LocalKnowledge local;

	KnownNodes(InstanceEvidence evidence, LocalKnowledge local) {
		this.evidence = evidence;
		this.local = local;
	}

	Reason.Node node(long id) {
		boolean here = Long.valueOf(id).equals(this.local.node());
		for (NodeRow row : this.evidence.nodes()) {
			if (row.id() == id) {
				return new Reason.Node(id, row.name(), row.heartbeatAt(), here);
			}
		}
		return new Reason.Node(id, null, null, here);
	}

	/**
	 * Return whether a node is gone, or so late with its heartbeat that others take it
	 * for dead.
	 */
	boolean isLost(Reason.Node node) {
		Instant heartbeat = node.heartbeatTime();
		return heartbeat == null
				|| Duration.between(heartbeat, this.evidence.readAt()).compareTo(this.local.nodeTimeout()) > 0;
	}

}
