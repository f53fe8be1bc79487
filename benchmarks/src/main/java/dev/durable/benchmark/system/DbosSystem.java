package dev.durable.benchmark.system;

import java.util.UUID;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dbos.transact.DBOS;
import dev.dbos.transact.StartWorkflowOptions;
import dev.dbos.transact.config.DBOSConfig;

/**
 * DBOS Transact: an orchestration is a workflow, an activity a step, parallel activities
 * are child workflows. Workflows run on virtual threads where the JVM has them; callers
 * wait for them in memory.
 */
final class DbosSystem implements BenchmarkedSystem {

	/** The system's own pool has 10. */
	private static final int CONNECTIONS = Integer.getInteger("benchmark.dbos.connections", 20);

	static final Progress PROGRESS = new Progress("""
			select count(*) from (
				select 1 from dbos.workflow_status
				where status in ('PENDING', 'ENQUEUED', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')
				limit 1) one
			""", "select 0", "select count(*) from dbos.operation_outputs");

	private static final String EVENT = "Approval";

	private final HikariDataSource dataSource;

	private final DBOS dbos;

	private final DbosWorkflows workflows;

	DbosSystem(Environment environment) {
		this.dataSource = dataSource(environment.url());
		this.dbos = new DBOS(DBOSConfig.defaults("benchmark").withDataSource(this.dataSource).withAppVersion("1"));
		DbosWorkflowCode code = new DbosWorkflowCode(this.dbos, environment.activity());
		this.workflows = this.dbos.registerProxy(DbosWorkflows.class, code);
		code.setSelf(this.workflows);
		this.dbos.launch();
	}

	/** A pool with the settings that the system gives its own. */
	private static HikariDataSource dataSource(String url) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url);
		config.setMaximumPoolSize(CONNECTIONS);
		config.setMinimumIdle(CONNECTIONS);
		config.addDataSourceProperty("reWriteBatchedInserts", "true");
		return new HikariDataSource(config);
	}

	@Override
	public void runSequential(String key, int activities) {
		this.dbos.<String, RuntimeException>startWorkflow(() -> this.workflows.sequential(activities, Payload.of(key)))
			.getResult();
	}

	@Override
	public void runParallel(String key, int activities) {
		this.dbos.<Integer, RuntimeException>startWorkflow(() -> this.workflows.parallel(activities, Payload.of(key)))
			.getResult();
	}

	@Override
	public String startWaiting(String key, int activities) {
		StartWorkflowOptions options = new StartWorkflowOptions(UUID.randomUUID().toString());
		return this.dbos
			.<String, RuntimeException>startWorkflow(() -> this.workflows.waiting(activities, Payload.of(key)), options)
			.workflowId();
	}

	@Override
	public void raiseEvent(String id, String payload) {
		this.dbos.send(id, payload, EVENT);
	}

	@Override
	public void close() {
		this.dbos.close();
		this.dataSource.close();
	}

}
