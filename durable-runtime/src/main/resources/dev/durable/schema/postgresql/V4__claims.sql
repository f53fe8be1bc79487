-- A node claims what it has code for. What no node has code for any more stays due, and must not be read at each look.
drop index if exists durable_instance_claim;

create index if not exists durable_instance_claim on durable_instance (task_hub, name, version, wake_at)
	where owner_node is null and wake_at is not null;

drop index if exists durable_activity_claim;

create index if not exists durable_activity_claim on durable_activity (task_hub, name, due_at) where owner_node is null;

-- what needs no code: nearly always empty
create index if not exists durable_message_control on durable_message (instance)
	where kind in ('TERMINATE', 'TERMINATE_TREE', 'SUSPEND', 'RESUME');

-- Only lists say that an id is not 0, which none is: no other statement can be planned with their indexes, which would
-- look as good as the key's while there are few instances.
drop index if exists durable_instance_status;

create index durable_instance_status
	on durable_instance (task_hub, runtime_status, created_at, id) where id <> 0;

drop index if exists durable_instance_name;

-- the status in another collation, so that lists by name cannot be planned with the index above
create index durable_instance_name
	on durable_instance (task_hub, name, runtime_status collate "POSIX", created_at, id) where id <> 0;

insert into durable_schema (version, applied_at)
	select 4, current_timestamp where not exists (select 1 from durable_schema where version = 4);
