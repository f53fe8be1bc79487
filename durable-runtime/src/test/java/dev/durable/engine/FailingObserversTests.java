package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.history.EventRaised;
import dev.durable.history.ExecutionCompleted;
import dev.durable.history.HistoryCodec;
import dev.durable.observation.EngineListener;
import dev.durable.observation.ObservedActivity;
import dev.durable.observation.ObservedCompletion;
import dev.durable.observation.ObservedInstance;
import dev.durable.observation.ObservedRun;
import dev.durable.observation.ObservedScope;
import dev.durable.observation.ObservedTask;
import dev.durable.observation.OrchestrationTracing;
import dev.durable.observation.TraceContextBridge;
import dev.durable.store.NewInstance;
import dev.durable.test.CapturedLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for engines whose observers never work, on virtual time.
 */
@Timeout(60)
class FailingObserversTests {

	private static final TraceContext TRACE = TraceContext
		.ofHeaders("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=b");

	private final SimulatedWorld world = new SimulatedWorld(5);

	private final SimulatedDatabase database = new SimulatedDatabase(this.world);

	private final TestCode code = new TestCode();

	private final CapturedLog log = CapturedLog.of("dev.durable", Level.WARN);

	private DurableEngine engine;

	@AfterEach
	void closeLog() {
		this.log.close();
		assertThat(this.world.violations()).isEmpty();
	}

	@Test
	void orchestrationsGoOnWhateverTheirObserversThrow() {
		startEngine(() -> new IllegalStateException("The observer does not work (for a test)"));
		assertThat(output("a")).isEqualTo("\"done\"");
		assertThat(this.log.messages(Level.ERROR)).isEmpty();
		assertThat(this.log.messages(Level.WARN)).isNotEmpty()
			.allSatisfy((message) -> assertThat(message).contains("The observer does not work"));
	}

	@Test
	void orchestrationsGoOnWhateverIsMissingOnTheClassPath() {
		startEngine(() -> new NoSuchMethodError("Another version of the observer (for a test)"));
		assertThat(output("a")).isEqualTo("\"done\"");
		assertThat(this.log.messages(Level.ERROR)).isEmpty();
	}

	@Test
	void aTraceIsPassedOnAlthoughTheTracerDoesNotWork() {
		this.code.activity("Trace", Void.class, (context, input) -> context.traceContext().traceParent());
		startEngine(() -> new IllegalStateException("The observer does not work (for a test)"));
		assertThat(output("a", "Traced")).isEqualTo("\"" + TRACE.traceParent() + "\"");
	}

	@Test
	void failuresOfObserversAreToldOfRarely() {
		startEngine(() -> new IllegalStateException("The observer does not work (for a test)"));
		for (int i = 0; i < 30; i++) {
			output("instance" + i);
		}
		List<ILoggingEvent> warnings = this.log.events();
		// each instance takes ten seconds, and those who observe are three
		assertThat(warnings).hasSizeBetween(3, 3 * 7);
		assertThat(warnings).allSatisfy((event) -> assertThat(event.getLevel()).isEqualTo(Level.WARN));
	}

	private void startEngine(Supplier<Throwable> failure) {
		this.code.activity("Works", Void.class, (context, input) -> "done")
			.orchestrator("Child", (context, input) -> context.callActivity("Works", null, String.class).await())
			.orchestrator("Works", (context, input) -> {
				context.createTimer(Duration.ofSeconds(10)).await();
				context.waitForEvent("Go", String.class).await();
				return context.callSubOrchestration("Child", null, String.class).await();
			})
			.orchestrator("Traced", (context, input) -> context.callActivity("Trace", null, String.class).await());
		FailingObservers observers = new FailingObservers(failure);
		SimulatedStore store = new SimulatedStore(this.world, this.database, () -> null, () -> null);
		this.engine = DurableEngine.builder(store.asStore(), this.code.registrations())
			.traceContext(observers)
			.tracing(observers)
			.listener(observers)
			.build(new SimulatedThreads(this.world));
		this.engine.start();
	}

	private String output(String id) {
		return output(id, "Works");
	}

	private String output(String id, String orchestrator) {
		EngineServices services = this.engine.services();
		NewInstance start = services.newInstance(id, orchestrator, "", services.clock().now(), null, TRACE, Map.of(),
				null);
		PendingStart pending = new PendingStart(start, this.engine.events());
		pending.begin();
		pending.commitAlone();
		this.world.runUntil(() -> isFinished(id) || services.cache().find(id) != null, Duration.ofSeconds(5));
		LiveInstance live = services.cache().find(id);
		if (live != null) {
			live.post(Delivery.internal(new EventRaised("Go", "\"on\""), Delivery.ANY_GENERATION));
		}
		this.world.runUntil(() -> isFinished(id), Duration.ofMinutes(2));
		assertThat(this.database.byInstanceId(id).orElseThrow().status).isEqualTo(RuntimeStatus.COMPLETED);
		return HistoryCodec.decode(this.database.turns(start.id()).lastEntry().getValue().events())
			.stream()
			.filter(ExecutionCompleted.class::isInstance)
			.map((event) -> ((ExecutionCompleted) event).output())
			.findFirst()
			.orElseThrow();
	}

	private boolean isFinished(String id) {
		return this.database.byInstanceId(id).filter((row) -> row.status.isFinished()).isPresent();
	}

	/**
	 * Observers that never work.
	 */
	private record FailingObservers(
			Supplier<Throwable> failure) implements TraceContextBridge, OrchestrationTracing, EngineListener {

		@SuppressWarnings("unchecked")
		private <T, X extends Throwable> T fail() throws X {
			throw (X) this.failure.get();
		}

		@Override
		public TraceContext current() {
			return fail();
		}

		@Override
		public Scope makeCurrent(TraceContext traceContext, String instanceId) {
			return fail();
		}

		@Override
		public TraceContext ofOrchestration(ObservedInstance instance) {
			return fail();
		}

		@Override
		public TraceContext ofTask(ObservedInstance instance, int taskId) {
			return fail();
		}

		@Override
		public ObservedScope creating(String name, String version, String instanceId) {
			return fail();
		}

		@Override
		public ObservedScope sendingEvent(String eventName, String instanceId) {
			return fail();
		}

		@Override
		public ObservedRun running(ObservedActivity activity) {
			return fail();
		}

		@Override
		public void ended(ObservedInstance instance, ObservedTask task, Instant end) {
			fail();
		}

		@Override
		public void finished(ObservedInstance instance, ObservedCompletion completion) {
			fail();
		}

		@Override
		public void started(String orchestrator) {
			fail();
		}

		@Override
		public void finished(String orchestrator, RuntimeStatus outcome, Duration duration) {
			fail();
		}

		@Override
		public void turnRan(String orchestrator, Duration duration) {
			fail();
		}

		@Override
		public void activityRan(String activity, boolean completed, Duration duration) {
			fail();
		}

		@Override
		public void committed(int instances, Duration duration) {
			fail();
		}

		@Override
		public void replayed(String orchestrator, int events) {
			fail();
		}

		@Override
		public void delivered(Duration lag) {
			fail();
		}

		@Override
		public void claimed(int instances, Duration duration) {
			fail();
		}

		@Override
		public void fenced() {
			fail();
		}

	}

}
