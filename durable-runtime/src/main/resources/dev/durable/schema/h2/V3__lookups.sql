-- Nothing new: only PostgreSQL needs other indexes for its plans
create index if not exists durable_instance_status
	on durable_instance (task_hub, runtime_status, created_at desc, id desc);

insert into durable_schema (version, applied_at)
	select 3, current_timestamp where not exists (select 1 from durable_schema where version = 3);
