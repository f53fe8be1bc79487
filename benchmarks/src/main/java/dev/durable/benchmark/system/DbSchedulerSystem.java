package dev.durable.benchmark.system;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.SchedulableInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/**
 * db-scheduler: each activity is a one-time task that is replaced by the next one when it
 * is done. Waiting for an event is a task in the far future that is moved to now.
 */
final class DbSchedulerSystem implements BenchmarkedSystem {

	private static final int THREADS = Integer.getInteger("benchmark.db-scheduler.threads", 50);

	/** Those that are not there any more are complete. */
	static final Progress PROGRESS = new Progress("select count(*) from (select 1 from scheduled_tasks limit 1) one",
			"select 0", """
					select coalesce(sum(%1$d - split_part(convert_from(task_data, 'UTF8'), ' ', 1)::int), 0)
						+ %1$d * (%2$d - count(*)) from scheduled_tasks
					""");

	private static final String TABLE = """
			create table if not exists scheduled_tasks (
				task_name text not null, task_instance text not null, task_data bytea,
				execution_time timestamp with time zone, picked boolean not null, picked_by text,
				last_success timestamp with time zone, last_failure timestamp with time zone,
				consecutive_failures int, last_heartbeat timestamp with time zone,
				version bigint not null, priority smallint, state text,
				primary key (task_name, task_instance))
			""";

	private final Map<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();

	private final AtomicLong ids = new AtomicLong();

	private final HikariDataSource dataSource;

	private final CustomTask<ChainedStep> step;

	private final Scheduler scheduler;

	private final ActivityBody activity;

	DbSchedulerSystem(Environment environment) {
		this.activity = environment.activity();
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(environment.url());
		config.setMaximumPoolSize(THREADS);
		this.dataSource = new HikariDataSource(config);
		createTable();
		this.step = Tasks.custom("step", ChainedStep.class).execute((task, context) -> run(task));
		this.scheduler = Scheduler.create(this.dataSource, this.step)
			.threads(THREADS)
			.enableImmediateExecution()
			.pollUsingLockAndFetch(1.0, 4.0)
			.pollingInterval(Duration.ofMillis(100))
			.heartbeatInterval(Duration.ofSeconds(1))
			.missedHeartbeatsLimit(4)
			.serializer(new ChainedStepSerializer())
			.shutdownMaxWait(Duration.ofSeconds(5))
			.build();
		this.scheduler.start();
	}

	private void createTable() {
		try (Connection connection = this.dataSource.getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute(TABLE);
			statement.execute("create index if not exists execution_time_idx on scheduled_tasks (execution_time)");
			statement.execute("create index if not exists last_heartbeat_idx on scheduled_tasks (last_heartbeat)");
		}
		catch (SQLException ex) {
			throw new IllegalStateException("Could not create the table", ex);
		}
	}

	private CompletionHandler<ChainedStep> run(TaskInstance<ChainedStep> task) {
		ChainedStep next = task.getData().next(this.activity);
		if (next != null) {
			return new CompletionHandler.OnCompleteReplace<>(
					(current) -> SchedulableInstance.of(this.step.instance(current.getId(), next), Instant.now()));
		}
		return (complete, operations) -> {
			operations.remove();
			CompletableFuture<Void> caller = this.waiting.remove(task.getId());
			if (caller != null) {
				caller.complete(null);
			}
		};
	}

	@Override
	public void runSequential(String key, int activities) {
		CompletableFuture<Void> complete = new CompletableFuture<>();
		this.waiting.put(key, complete);
		schedule(key, activities, Instant.now());
		complete.join();
	}

	@Override
	public String startWaiting(String key, int activities) {
		if (activities > 0) {
			throw new UnsupportedWorkloadException();
		}
		String id = key + "-" + this.ids.incrementAndGet();
		schedule(id, 1, Instant.now().plus(Duration.ofDays(1)));
		return id;
	}

	private void schedule(String id, int activities, Instant time) {
		this.scheduler.schedule(this.step.instance(id, new ChainedStep(activities, Payload.of(id))), time);
	}

	@Override
	public void raiseEvent(String id, String payload) {
		this.scheduler
			.reschedule(SchedulableInstance.of(this.step.instance(id, new ChainedStep(1, payload)), Instant.now()));
	}

	@Override
	public void close() {
		this.scheduler.stop();
		this.dataSource.close();
	}

}
