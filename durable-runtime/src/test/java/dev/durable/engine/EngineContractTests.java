package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationStatus;
import dev.durable.RuntimeStatus;
import dev.durable.history.HistoryEvent;
import dev.durable.history.RecordedEvent;
import dev.durable.observation.TraceContextBridge;
import dev.durable.store.jpa.JpaDurableStore;
import dev.durable.store.jpa.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an engine keeps on every database. The tests of one database share a store; each
 * has a task hub of its own.
 */
@ParameterizedClass
@EnumSource(TestDatabase.class)
@Timeout(60)
abstract class EngineContractTests {

	static final EngineSettings SETTINGS = EngineSettings.defaults()
		.withPollInterval(Duration.ofMillis(50))
		.withHeartbeat(Duration.ofMillis(250), Duration.ofSeconds(5))
		.withShutdownTimeout(Duration.ofSeconds(5));

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Map<TestDatabase, Opened> OPENED = new ConcurrentHashMap<>();

	private static final AtomicInteger HUBS = new AtomicInteger();

	@Parameter
	TestDatabase database;

	final TestCode code = new TestCode();

	Duration deliveryPatience = DirectDelivery.PATIENCE;

	private final String taskHub = "hub-" + HUBS.incrementAndGet();

	private final List<DurableEngine> engines = new ArrayList<>();

	/**
	 * Start an engine with the code of this test.
	 */
	DurableEngine startEngine() {
		return startEngine((settings) -> settings);
	}

	DurableEngine startEngine(UnaryOperator<EngineSettings> settings) {
		return startEngine(this.code, settings);
	}

	DurableEngine startEngine(TestCode code, UnaryOperator<EngineSettings> settings) {
		return startEngine(code, settings, TraceContextBridge.NONE);
	}

	DurableEngine startEngine(TestCode code, UnaryOperator<EngineSettings> settings, TraceContextBridge traceContext) {
		DurableEngine engine = newEngine(code, settings, traceContext);
		engine.start();
		return engine;
	}

	DurableEngine newEngine(TestCode code, UnaryOperator<EngineSettings> settings) {
		return newEngine(code, settings, TraceContextBridge.NONE);
	}

	private DurableEngine newEngine(TestCode code, UnaryOperator<EngineSettings> settings,
			TraceContextBridge traceContext) {
		EngineBuilder builder = DurableEngine.builder(opened().store, code.registrations())
			.taskHub(this.taskHub)
			.settings(settings.apply(SETTINGS))
			.traceContext(traceContext)
			.transactionalCommits(opened().store.transactionalCommits((name) -> transactionManager()));
		builder.deliveryPatience = this.deliveryPatience;
		DurableEngine engine = builder.build();
		this.engines.add(engine);
		return engine;
	}

	@AfterEach
	void stopEngines() {
		this.engines.forEach(DurableEngine::stop);
	}

	/**
	 * Return the client of the engine that was started last.
	 */
	OrchestrationClient client() {
		return this.engines.get(this.engines.size() - 1).client();
	}

	/**
	 * Return the engine that was started last.
	 */
	DurableEngine engine() {
		return this.engines.get(this.engines.size() - 1);
	}

	/**
	 * Wait until an instance has finished. Those who wait are told from memory, which
	 * must be what the store says.
	 */
	OrchestrationStatus finish(String instanceId) {
		OrchestrationStatus status = client().waitForCompletion(instanceId, PATIENCE);
		assertThat(status.runtimeStatus().isFinished())
			.as("%s is %s with %s", instanceId, status.runtimeStatus(), history(instanceId))
			.isTrue();
		assertThat(client().status(instanceId)).get()
			.usingRecursiveComparison()
			.ignoringFields("converter")
			.isEqualTo(status);
		return status;
	}

	/**
	 * Wait until an instance has completed, and return its output.
	 */
	String output(String instanceId) {
		OrchestrationStatus status = finish(instanceId);
		assertThat(status.failure()).isNull();
		assertThat(status.runtimeStatus()).isEqualTo(RuntimeStatus.COMPLETED);
		return (status.output() != null) ? status.output().text() : null;
	}

	RuntimeStatus runtimeStatus(String instanceId) {
		return client().status(instanceId).orElseThrow().runtimeStatus();
	}

	List<HistoryEvent> history(String instanceId) {
		DurableEngine engine = this.engines.get(this.engines.size() - 1);
		return engine.history().of(instanceId).stream().map(RecordedEvent::event).toList();
	}

	/**
	 * Return how many events of a type the history of an instance has.
	 */
	long recorded(String instanceId, Class<? extends HistoryEvent> type) {
		return history(instanceId).stream().filter(type::isInstance).count();
	}

	/**
	 * Return whether a node has an instance in memory or is about to.
	 */
	boolean isOwned(String instanceId) {
		return jdbc().sql("select owner_node from durable_instance where task_hub = ? and instance_id = ?")
			.params(this.taskHub, instanceId)
			.query(Long.class)
			.optional()
			.isPresent();
	}

	int rows(String table, String instanceId) {
		return jdbc()
			.sql("select count(*) from " + table
					+ " where instance in (select id from durable_instance where task_hub = ? and instance_id = ?)")
			.params(this.taskHub, instanceId)
			.query(Integer.class)
			.single();
	}

	JdbcClient jdbc() {
		return JdbcClient.create(opened().dataSource);
	}

	DataSource dataSource() {
		return opened().dataSource;
	}

	/**
	 * Return what begins and commits transactions of the application.
	 */
	PlatformTransactionManager transactionManager() {
		return new DataSourceTransactionManager(dataSource());
	}

	String taskHub() {
		return this.taskHub;
	}

	private Opened opened() {
		return OPENED.computeIfAbsent(this.database, (key) -> {
			DataSource dataSource = key.newPool();
			return new Opened(dataSource,
					JpaDurableStore.builder(dataSource)
						.nodeTimeout(SETTINGS.nodeTimeout())
						.lockTimeout(Duration.ofMillis(300))
						.build());
		});
	}

	/**
	 * A database that is in use.
	 */
	private record Opened(DataSource dataSource, JpaDurableStore store) {

	}

}
