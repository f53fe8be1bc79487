-- Nothing new: only PostgreSQL needs other indexes for its plans
create index if not exists durable_instance_status
	on durable_instance (task_hub, runtime_status, created_at desc, id desc);
