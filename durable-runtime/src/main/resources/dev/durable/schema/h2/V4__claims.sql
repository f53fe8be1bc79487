-- A node claims what it has code for. What no node has code for any more stays due, and must not be read at each look.
-- What is not due to be woken stands last: H2 would read it on its way to what is.
drop index if exists durable_instance_claim;

create index if not exists durable_instance_claim on durable_instance (task_hub, name, version, wake_at nulls last);

drop index if exists durable_instance_owner;

create index if not exists durable_instance_owner on durable_instance (owner_node, wake_at nulls last);

drop index if exists durable_activity_claim;

create index if not exists durable_activity_claim on durable_activity (task_hub, name, due_at);

-- what needs no code
create index if not exists durable_message_control on durable_message (kind, instance);

insert into durable_schema (version, applied_at)
	select 4, current_timestamp where not exists (select 1 from durable_schema where version = 4);
