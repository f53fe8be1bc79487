package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.durable.store.OutgoingMessage;
import dev.durable.store.Receiver;

/**
 * Writes messages with a statement for each thing to do.
 */
final class SeparateSending implements GroupSending {

	private final InstanceLocks locks;

	private final Inbox inbox;

	SeparateSending(Database database) {
		this.locks = new InstanceLocks(database);
		this.inbox = new Inbox(database);
	}

	@Override
	public Map<Sending, Receiver> write(Sql sql, List<Sending> group) throws SQLException {
		Map<String, LockedInstance> receivers = this.locks.lockFree(sql, group.get(0).taskHub(),
				group.stream().map(Sending::instanceId).distinct().toList());
		Map<Long, Integer> sizes = this.inbox.sizes(sql, receivers.values().stream().map(LockedInstance::id).toList());
		Map<Sending, Receiver> accepted = new LinkedHashMap<>();
		List<OutgoingMessage> messages = new ArrayList<>();
		for (Sending sending : group) {
			LockedInstance receiver = receivers.get(sending.instanceId());
			if (receiver == null) {
				continue;
			}
			if (receiver.status().isFinished()) {
				sending.refusedBy(receiver.status());
			}
			else if (sizes.getOrDefault(receiver.id(), 0) >= sending.limit()) {
				sending.refusedAsFull();
			}
			else {
				sizes.merge(receiver.id(), 1, Integer::sum);
				messages.add(new OutgoingMessage(receiver.id(), sending.message()));
				accepted.put(sending, new Receiver(receiver.id(), false));
			}
		}
		this.inbox.insert(sql, messages);
		return accepted;
	}

}
