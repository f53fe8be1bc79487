-- An instance is looked up by its key alone. The indexes for lists begin with the same column, and a plan that was made
-- while there were few instances may have taken one of them, and read all of it later: now they have another collation.
drop index if exists durable_instance_status;

create index durable_instance_status
	on durable_instance (task_hub collate "POSIX", runtime_status, created_at, id);

drop index if exists durable_instance_name;

-- the status once more in another collation, so that lists by name cannot be planned with the index above
create index durable_instance_name
	on durable_instance (task_hub collate "POSIX", name, runtime_status collate "POSIX", created_at, id);

insert into durable_schema (version, applied_at)
	select 3, current_timestamp where not exists (select 1 from durable_schema where version = 3);
