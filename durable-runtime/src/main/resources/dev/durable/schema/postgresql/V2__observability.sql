-- what travels with the trace of an instance, and with that of an event
alter table durable_instance add column if not exists baggage varchar(8192);

alter table durable_message add column if not exists trace_parent varchar(100);
alter table durable_message add column if not exists trace_state varchar(600);
alter table durable_message add column if not exists baggage varchar(8192);

-- how often it was rewound, and when last: each time it has a span of its own
alter table durable_instance add column if not exists rewinds integer default 0 not null;
alter table durable_instance add column if not exists rewound_at timestamp(6) with time zone;

-- for statistics only, the order is that of the ids
alter table durable_message add column if not exists arrived_at timestamp(6) with time zone default clock_timestamp() not null;

insert into durable_schema (version, applied_at)
	select 2, current_timestamp where not exists (select 1 from durable_schema where version = 2);
