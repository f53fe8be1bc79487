package dev.durable.store.jpa;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.durable.store.Message;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages with two statements: one finds and locks the receivers, the other one
 * does the rest. They cannot be one, because the inboxes are counted: a statement does
 * not see what was committed after it had begun, so it has to begin after the locks.
 */
final class PostgreSqlSending implements GroupSending {

	// Found by both columns of the key: of a list that is compared with the second one,
	// the planner would think that the first one alone finds few rows
	private static final String LOCK = """
			select id, instance_id, runtime_status, generation, owner_node, wake_at
			from durable_instance
			where id = any(array(
				select i.id from unnest(cast(? as varchar[])) as w (instance_id)
					join durable_instance i on i.task_hub = ? and i.instance_id = w.instance_id))
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
			), woken as (
				update durable_instance set wake_at = statement_timestamp()
				where id = any(array(select instance from accepted))
					and (wake_at is null or wake_at > statement_timestamp())
			)
			select place from accepted
			""";

	@Override
	public Map<Sending, Long> write(Sql sql, List<Sending> group) throws SQLException {
		Map<String, LockedInstance> receivers = lock(sql, group);
		List<Sending> sendings = new ArrayList<>();
		List<Long> ids = new ArrayList<>();
		for (Sending sending : group) {
			LockedInstance receiver = receivers.get(sending.instanceId());
			if (receiver != null && receiver.status().isFinished()) {
				sending.refusedBy(receiver.status());
			}
			else if (receiver != null) {
				sendings.add(sending);
				ids.add(receiver.id());
			}
		}
		return sendings.isEmpty() ? Map.of() : write(sql, sendings, ids);
	}

	private static Map<String, LockedInstance> lock(Sql sql, List<Sending> group) throws SQLException {
		Map<String, LockedInstance> locked = new HashMap<>();
		String[] wanted = group.stream().map(Sending::instanceId).distinct().toArray(String[]::new);
		for (LockedInstance instance : sql.query(LOCK, InstanceLocks::read, wanted, group.get(0).taskHub())) {
			// one that has lost its id meanwhile is not found under it
			locked.put(instance.instanceId(), instance);
		}
		return locked;
	}

	private static Map<Sending, Long> write(Sql sql, List<Sending> sendings, List<Long> receivers) throws SQLException {
		List<Message> messages = sendings.stream().map(Sending::message).toList();
		Long[] ids = receivers.toArray(Long[]::new);
		List<Long> places = sql.ids(WRITE, ids, sendings.stream().map(Sending::limit).toArray(Integer[]::new),
				texts(messages, (message) -> message.kind().name()), texts(messages, Message::name),
				numbers(messages, Message::generation), numbers(messages, Message::taskId),
				numbers(messages, Message::attempt), texts(messages, Message::payload),
				texts(messages, (message) -> message.trace().traceParent()),
				texts(messages, (message) -> message.trace().traceState()),
				texts(messages, (message) -> message.trace().baggage()), ids);
		Map<Sending, Long> accepted = new LinkedHashMap<>();
		for (Long place : places) {
			int i = Math.toIntExact(place - 1);
			accepted.put(sendings.get(i), receivers.get(i));
		}
		sendings.stream().filter((sending) -> !accepted.containsKey(sending)).forEach(Sending::refusedAsFull);
		return accepted;
	}

	private static @Nullable String[] texts(List<Message> messages, Function<Message, @Nullable String> text) {
		return messages.stream().map(text).toArray(String[]::new);
	}

	private static Integer[] numbers(List<Message> messages, Function<Message, Integer> number) {
		return messages.stream().map(number).toArray(Integer[]::new);
	}

}
