package dev.durable.engine;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.InstanceAlreadyExistsException;
import dev.durable.LimitExceededException;
import dev.durable.OrchestratorNotRegisteredException;
import dev.durable.RuntimeStatus;
import dev.durable.StartOptions;
import dev.durable.TraceContext;
import dev.durable.history.ExecutionStarted;
import dev.durable.observation.ThreadTraceContextBridge;
import dev.durable.observation.TraceContextBridge;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Engine contract: starting instances.
 */
class EngineStartIntegrationTests extends EngineContractTests {

	private String id;

	@BeforeEach
	void waitingCode() {
		this.id = "order of " + taskHub();
		this.code.orchestrator("Waits", String.class,
				(context, input) -> input + context.waitForEvent("go", String.class).await());
	}

	@Test
	void findsWhatItHasJustStarted() {
		startEngine();
		String random = client().start("Waits", "a");
		assertThat(client().status(random)).isPresent();
		assertThat(client().start("Waits", "a", StartOptions.instanceId(this.id))).isEqualTo(this.id);
		assertThat(client().status(this.id).orElseThrow().runtimeStatus()).isEqualTo(RuntimeStatus.RUNNING);
	}

	@Test
	void refusesTheIdOfAnUnfinishedInstance() {
		startEngine();
		client().start("Waits", "first", StartOptions.instanceId(this.id));
		assertThatExceptionOfType(InstanceAlreadyExistsException.class)
			.isThrownBy(() -> client().start("Waits", "second", StartOptions.instanceId(this.id)))
			.withMessageContaining(this.id);
		client().raiseEvent(this.id, "go", "!");
		assertThat(output(this.id)).isEqualTo("\"first!\"");
	}

	@Test
	void replacesAFinishedInstance() {
		startEngine();
		client().start("Waits", "first", StartOptions.instanceId(this.id));
		client().raiseEvent(this.id, "go", "!");
		assertThat(output(this.id)).isEqualTo("\"first!\"");
		client().start("Waits", "second", StartOptions.instanceId(this.id));
		assertThat(client().status(this.id).orElseThrow().output()).isNull();
		client().raiseEvent(this.id, "go", "?");
		assertThat(output(this.id)).isEqualTo("\"second?\"");
	}

	@Test
	void oneOfManyStartsWithOneIdWins() throws Exception {
		startEngine();
		AtomicInteger started = new AtomicInteger();
		AtomicInteger refused = new AtomicInteger();
		CountDownLatch ready = new CountDownLatch(50);
		EngineEventsIntegrationTests.inParallel(50, (number) -> {
			ready.countDown();
			ready.await();
			try {
				client().start("Waits", "by " + number, StartOptions.instanceId(this.id));
				started.incrementAndGet();
			}
			catch (InstanceAlreadyExistsException ex) {
				refused.incrementAndGet();
			}
		});
		assertThat(started).hasValue(1);
		assertThat(refused).hasValue(49);
		assertThat(jdbc().sql("select count(*) from durable_instance where task_hub = ?")
			.param(taskHub())
			.query(Integer.class)
			.single()).isOne();
		client().raiseEvent(this.id, "go", "");
		assertThat(output(this.id)).startsWith("\"by ");
	}

	@Test
	void oneOfManyReplacesAFinishedInstance() throws Exception {
		startEngine();
		client().start("Waits", "first", StartOptions.instanceId(this.id));
		client().raiseEvent(this.id, "go", "!");
		output(this.id);
		AtomicInteger started = new AtomicInteger();
		EngineEventsIntegrationTests.inParallel(20, (number) -> {
			try {
				client().start("Waits", "by " + number, StartOptions.instanceId(this.id));
				started.incrementAndGet();
			}
			catch (InstanceAlreadyExistsException ex) {
				// somebody else was faster
			}
		});
		assertThat(started).hasValue(1);
		assertThat(runtimeStatus(this.id)).isIn(RuntimeStatus.PENDING, RuntimeStatus.RUNNING);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "@a", "a/b", "a?b", "a\u0000" })
	void refusesUnusableIds(String unusable) {
		startEngine();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> client().start("Waits", null, StartOptions.instanceId(unusable)));
	}

	@Test
	void refusesWhatIsNotRegistered() {
		startEngine();
		assertThatExceptionOfType(OrchestratorNotRegisteredException.class)
			.isThrownBy(() -> client().start("Nothing", null))
			.withMessageContaining("Waits");
		assertThatExceptionOfType(OrchestratorNotRegisteredException.class)
			.isThrownBy(() -> client().start("Waits", null, StartOptions.DEFAULT.withVersion("9")));
	}

	@Test
	void refusesPayloadsThatAreTooLarge() {
		this.code.activity("Large", Integer.class, (context, input) -> "x".repeat((Integer) input))
			.orchestrator("Large", Integer.class,
					(context, input) -> context.callActivity("Large", input, String.class).await());
		startEngine((settings) -> settings.withLimits(100, 10, 10_000));
		String fits = "x".repeat(98);
		String waiting = client().start("Waits", fits);
		assertThatExceptionOfType(LimitExceededException.class).isThrownBy(() -> client().start("Waits", fits + "x"))
			.withMessageContaining("'Waits'")
			.withMessageContaining("101 characters")
			.withMessageContaining("durable.limits.max-payload-size");
		assertThatExceptionOfType(LimitExceededException.class)
			.isThrownBy(() -> client().raiseEvent(waiting, "go", fits + "x"));
		assertThat(output(client().start("Large", 98))).hasSize(100);
		assertThat(finish(client().start("Large", 99)).failure().cause().message()).contains("'Large'")
			.contains("durable.limits.max-payload-size");
		client().raiseEvent(waiting, "go", "");
		assertThat(output(waiting)).hasSize(100);
	}

	@Test
	void codeThatIsSlowDoesNotHoldUpTheStart() {
		CountDownLatch goOn = new CountDownLatch(1);
		this.code.increment().orchestrator("Slow", (context, input) -> {
			goOn.await();
			return context.callActivity("Increment", 1, Integer.class).await();
		});
		startEngine();
		String slow = client().start("Slow", null);
		assertThat(history(slow)).hasSize(1);
		assertThat(isOwned(slow)).isTrue();
		goOn.countDown();
		assertThat(output(slow)).isEqualTo("2");
		assertThat(this.code.runs(slow)).isEqualTo(1);
	}

	@Test
	void aThreadThatIsInterruptedStartsAllTheSame() {
		startEngine();
		Thread.currentThread().interrupt();
		client().start("Waits", "a", StartOptions.instanceId(this.id));
		assertThat(Thread.interrupted()).isTrue();
		client().raiseEvent(this.id, "go", "!");
		assertThat(output(this.id)).isEqualTo("\"a!\"");
	}

	@Test
	void startsTheNewestVersionUnlessAskedForAnother() {
		this.code.orchestrator("Versions", "1.9", Void.class, (context, input) -> "old")
			.orchestrator("Versions", "1.10", Void.class, (context, input) -> context.version());
		startEngine();
		assertThat(output(client().start("Versions", null))).isEqualTo("\"1.10\"");
		assertThat(output(client().start("Versions", null, StartOptions.DEFAULT.withVersion("1.9"))))
			.isEqualTo("\"old\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { ".", ".." })
	void refusesNamesThatMeanAnotherPlaceInPaths(String name) {
		this.code.orchestrator("WaitsForIt", (context, input) -> {
			try {
				return context.waitForEvent(name, String.class).await();
			}
			catch (IllegalArgumentException ex) {
				return ex.getMessage();
			}
		}).orchestrator("CallsIt", (context, input) -> {
			try {
				return context.callSubOrchestration(name, null, String.class).await();
			}
			catch (IllegalArgumentException ex) {
				return ex.getMessage();
			}
		});
		startEngine();
		client().start("Waits", "a", StartOptions.instanceId(this.id));
		assertThatIllegalArgumentException().isThrownBy(() -> client().raiseEvent(this.id, name, null))
			.withMessageContaining("means another place in paths");
		assertThatIllegalArgumentException().isThrownBy(() -> client().start(name, null))
			.withMessageContaining("means another place in paths");
		for (String orchestrator : List.of("WaitsForIt", "CallsIt")) {
			assertThat(output(client().start(orchestrator, null))).contains("means another place in paths");
		}
		client().terminate(this.id, null);
		finish(this.id);
	}

	@Test
	void refusesAStartTimeThatNobodyWillSee() {
		startEngine();
		Instant last = Instant.parse("9999-12-31T23:59:59.999999Z");
		for (Instant never : List.of(last.plus(1, ChronoUnit.MICROS), Instant.MAX)) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> client().start("Waits", "a", StartOptions.instanceId(this.id).withStartAt(never)))
				.withMessageContaining("9999");
		}
		assertThat(client().status(this.id)).isEmpty();
		client().start("Waits", "a", StartOptions.instanceId(this.id).withStartAt(last));
		assertThat(history(this.id)).singleElement()
			.satisfies((event) -> assertThat(((ExecutionStarted) event).startAt()).isEqualTo(last));
		client().terminate(this.id, null);
		finish(this.id);
	}

	@Test
	@SuppressWarnings("try")
	void keepsTheTraceContextOfItsStarter() {
		ThreadTraceContextBridge bridge = new ThreadTraceContextBridge();
		this.code
			.activity("Trace", Void.class,
					(context, input) -> Map.of("given", context.traceContext(), "current", bridge.current()))
			.orchestrator("Trace",
					(context, input) -> context.callActivity("Trace", null, dev.durable.RawJson.class).await());
		startEngine(this.code, (settings) -> settings, bridge);
		TraceContext trace = TraceContext.ofHeaders("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=b");
		try (TraceContextBridge.Scope scope = bridge.makeCurrent(trace, null)) {
			client().start("Trace", null, StartOptions.instanceId(this.id));
		}
		assertThat(output(this.id)).contains("\"given\":{\"traceParent\":\"" + trace.traceParent() + "\"")
			.contains("\"current\":{\"traceParent\":\"" + trace.traceParent() + "\"");
		assertThat(client().status(this.id).orElseThrow().traceContext()).isEqualTo(trace);
	}

}
