package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import dev.durable.store.Claimant;
import dev.durable.store.Message;
import dev.durable.store.OrchestratorName;
import dev.durable.store.Receiver;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages with two statements: one finds and locks the receivers, the other one
 * does the rest. They cannot be one, because the inboxes are counted: a statement does
 * not see what was committed after it had begun, so it has to begin after the locks.
 * <p>
 * The node's row comes last here, so that it is held for a short while only. Whoever
 * deletes it, or waits for its transactions, holds nothing else.
 */
final class PostgreSqlSending implements GroupSending {

	private static final String LOCK = """
			select id, instance_id, runtime_status, generation, owner_node, wake_at, name, version
			from durable_instance
			where id = any(array(
			""" + InstanceLocks.FIND + """
			))
			order by id for no key update skip locked
			""";

	private static final String WRITE = """
			with given as materialized (
				select * from unnest(cast(? as bigint[]), cast(? as integer[]), cast(? as varchar[]),
					cast(? as varchar[]), cast(? as integer[]), cast(? as integer[]), cast(? as integer[]),
					cast(? as varchar[]), cast(? as varchar[]), cast(? as varchar[]), cast(? as varchar[]))
					with ordinality as g (instance, size_limit, kind, name, generation, task_id, attempt, payload,
						trace_parent, trace_state, baggage, place)
			), sizes as materialized (
				select instance, count(*) as size from durable_message where instance = any(?) group by instance
			), accepted as materialized (
				select n.* from (
					select g.*, row_number() over (partition by g.instance order by g.place) as number from given g) n
					left join sizes s on s.instance = n.instance
				where coalesce(s.size, 0) + n.number <= n.size_limit
			), inserted as (
				insert into durable_message (instance, kind, name, generation, task_id, attempt, payload,
					trace_parent, trace_state, baggage)
				select instance, kind, name, generation, task_id, attempt, payload, trace_parent, trace_state, baggage
				from accepted order by place
			), fence as materialized (
				select id from durable_node where id = cast(? as bigint) for key share
			), claimed as (
				update durable_instance i
				set owner_node = fence.id, wake_at = null,
					runtime_status = case when runtime_status = 'PENDING'
						and (start_at is null or start_at <= statement_timestamp()) then 'RUNNING' else runtime_status end
				from fence
				where i.id = any(?) and i.id = any(array(select instance from accepted))
				returning i.id
			), woken as (
				update durable_instance set wake_at = statement_timestamp()
				where id = any(array(select instance from accepted except select id from claimed))
					and (wake_at is null or wake_at > statement_timestamp())
			)
			select a.place, c.id is not null from accepted a left join claimed c on c.id = a.instance order by a.place
			""";

	@Override
	public Map<Sending, Receiver> write(Sql sql, List<Sending> group) throws SQLException {
		Map<String, Locked> receivers = lock(sql, group);
		List<Sending> sendings = new ArrayList<>();
		List<Locked> to = new ArrayList<>();
		for (Sending sending : group) {
			Locked receiver = receivers.get(sending.instanceId());
			if (receiver != null && receiver.instance.status().isFinished()) {
				sending.refusedBy(receiver.instance.status());
			}
			else if (receiver != null) {
				sendings.add(sending);
				to.add(receiver);
			}
		}
		return sendings.isEmpty() ? Map.of() : write(sql, sendings, to);
	}

	private static Map<String, Locked> lock(Sql sql, List<Sending> group) throws SQLException {
		Map<String, Locked> locked = new HashMap<>();
		String[] wanted = group.stream().map(Sending::instanceId).distinct().toArray(String[]::new);
		Sql.RowReader<Locked> reader = (row) -> new Locked(InstanceLocks.read(row),
				new OrchestratorName(row.getString("name"), row.getString("version")));
		for (Locked receiver : sql.query(LOCK, reader, group.get(0).taskHub(), wanted)) {
			// one that has lost its id meanwhile is not found under it
			locked.put(receiver.instance.instanceId(), receiver);
		}
		return locked;
	}

	private static Map<Sending, Receiver> write(Sql sql, List<Sending> sendings, List<Locked> receivers)
			throws SQLException {
		List<Message> messages = sendings.stream().map(Sending::message).toList();
		Long[] ids = receivers.stream().map(Locked::id).toArray(Long[]::new);
		Claimant claimant = sendings.stream().map(Sending::claimant).filter(Objects::nonNull).findFirst().orElse(null);
		Long node = (claimant != null) ? claimant.node() : null;
		Long[] free = (claimant != null && node != null) ? free(claimant, receivers) : new Long[0];
		List<Written> written = sql.query(WRITE, (row) -> new Written(row.getInt(1) - 1, row.getBoolean(2)), ids,
				sendings.stream().map(Sending::limit).toArray(Integer[]::new),
				texts(messages, (message) -> message.kind().name()), texts(messages, Message::name),
				numbers(messages, Message::generation), numbers(messages, Message::taskId),
				numbers(messages, Message::attempt), texts(messages, Message::payload),
				texts(messages, (message) -> message.trace().traceParent()),
				texts(messages, (message) -> message.trace().traceState()),
				texts(messages, (message) -> message.trace().baggage()), ids, (free.length > 0) ? node : null, free);
		Map<Sending, Receiver> accepted = new LinkedHashMap<>();
		Set<Long> told = new HashSet<>();
		for (Written each : written) {
			long id = ids[each.place];
			accepted.put(sendings.get(each.place), new Receiver(id, each.claimed && told.add(id)));
		}
		sendings.stream().filter((sending) -> !accepted.containsKey(sending)).forEach(Sending::refusedAsFull);
		return accepted;
	}

	/**
	 * Find receivers that nobody owns and that the sender's node can run.
	 */
	private static Long[] free(Claimant claimant, List<Locked> receivers) {
		return receivers.stream()
			.filter((receiver) -> receiver.instance.owner() == null && claimant.hasCode(receiver.orchestrator))
			.map(Locked::id)
			.distinct()
			.limit(Math.max(0, claimant.room()))
			.toArray(Long[]::new);
	}

	private static @Nullable String[] texts(List<Message> messages, Function<Message, @Nullable String> text) {
		return messages.stream().map(text).toArray(String[]::new);
	}

	private static Integer[] numbers(List<Message> messages, Function<Message, Integer> number) {
		return messages.stream().map(number).toArray(Integer[]::new);
	}

	/**
	 * A receiver whose row is locked.
	 */
	private record Locked(LockedInstance instance, OrchestratorName orchestrator) {

		long id() {
			return this.instance.id();
		}

	}

	/**
	 * A message that has been written.
	 *
	 * @param place which one of the given
	 * @param claimed whether its receiver is the sender's now
	 */
	private record Written(int place, boolean claimed) {

	}

}
