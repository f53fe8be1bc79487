package dev.durable.engine;

import java.time.Duration;
import java.util.Map;

import ch.qos.logback.classic.Level;
import dev.durable.ActivityLocality;
import dev.durable.TaskFailedException;
import dev.durable.TraceContext;
import dev.durable.history.ExecutionCompleted;
import dev.durable.history.HistoryCodec;
import dev.durable.observation.EngineListener;
import dev.durable.observation.TraceContextBridge;
import dev.durable.store.NewInstance;
import dev.durable.store.TurnRow;
import dev.durable.test.CapturedLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ActivityRunner} on virtual time: whatever cannot be told about an
 * activity, there is an outcome.
 */
class ActivityRunnerTests {

	private final SimulatedWorld world = new SimulatedWorld(12);

	private final SimulatedDatabase database = new SimulatedDatabase(this.world);

	private final Observers observers = new Observers();

	private final CapturedLog log = CapturedLog.of(InstanceLog.class.getName(), Level.DEBUG);

	private DurableEngine engine;

	@BeforeEach
	void startEngine() {
		TestCode code = new TestCode().activity("Works", Void.class, (context, input) -> "fine")
			.activity("WorksAnywhere", Void.class, ActivityLocality.ANY_NODE, (context, input) -> "fine")
			.activity("Fails", Void.class, (context, input) -> {
				throw new Indescribable();
			})
			.activity("FailsAnywhere", Void.class, ActivityLocality.ANY_NODE, (context, input) -> {
				throw new Indescribable();
			})
			.orchestrator("Calls", String.class, (context, input) -> {
				try {
					return context.callActivity((String) input, null, String.class).await();
				}
				catch (TaskFailedException ex) {
					return ex.failure().errorType();
				}
			});
		SimulatedStore store = new SimulatedStore(this.world, this.database, () -> null, () -> null);
		this.engine = DurableEngine.builder(store.asStore(), code.registrations())
			.traceContext(this.observers)
			.listener(this.observers)
			.build(new SimulatedThreads(this.world));
		this.engine.start();
	}

	@AfterEach
	void everythingIsAtRest() {
		this.log.close();
		assertThat(this.world.violations()).isEmpty();
		this.world.runUntil(this.engine.handedOver()::isAtRest, Duration.ofMinutes(1));
		assertThat(this.engine.handedOver().isAtRest()).isTrue();
		assertThat(this.engine.handedOver().claims()).isZero();
		assertThat(this.engine.services().load().running()).isZero();
	}

	@Test
	void whatCannotBeDescribedIsAFailure() {
		assertThat(output("Fails")).contains(Indescribable.class.getName());
	}

	@Test
	void whatCannotBeDescribedIsAFailureOnWhicheverNodeItHappens() {
		assertThat(output("FailsAnywhere")).contains(Indescribable.class.getName());
	}

	@Test
	void anActivityThatCannotBeObservedRunsAllTheSame() {
		this.observers.nothingBegins = true;
		assertThat(output("Works")).contains("fine");
		assertThat(output("WorksAnywhere")).contains("fine");
	}

	@Test
	void anActivityWhoseEndCannotBeObservedHasItsOutcome() {
		this.observers.nothingEnds = true;
		assertThat(output("Works")).contains("fine");
		assertThat(output("WorksAnywhere")).contains("fine");
		assertThat(output("Fails")).contains(Indescribable.class.getName());
	}

	private String output(String activity) {
		EngineServices services = this.engine.services();
		NewInstance start = services.newInstance(activity, "Calls", "", services.clock().now(), null, TraceContext.NONE,
				Map.of(), "\"" + activity + "\"");
		PendingStart pending = new PendingStart(start, this.engine.events());
		pending.begin();
		pending.commitAlone();
		this.world.runUntil(() -> isFinished(activity), Duration.ofMinutes(1));
		assertThat(isFinished(activity)).isTrue();
		TurnRow last = this.database.turns(start.id()).lastEntry().getValue();
		return HistoryCodec.decode(last.events())
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
	 * Observers that do not work.
	 */
	private static final class Observers implements TraceContextBridge, EngineListener {

		private volatile boolean nothingBegins;

		private volatile boolean nothingEnds;

		@Override
		public TraceContext current() {
			return TraceContext.NONE;
		}

		@Override
		public Scope makeCurrent(TraceContext traceContext, String instanceId) {
			// the thread of an orchestrator has the name of its instance
			boolean activity = !Thread.currentThread().getName().equals("durable-" + instanceId);
			failIf(this.nothingBegins && activity);
			return () -> failIf(this.nothingEnds && activity);
		}

		@Override
		public void activityRan(String activity, boolean completed, Duration duration) {
			failIf(this.nothingEnds);
		}

		private static void failIf(boolean broken) {
			if (broken) {
				throw new IllegalStateException("The observer does not work (for a test)");
			}
		}

	}

	/**
	 * Has no message.
	 */
	private static final class Indescribable extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new AssertionError("no message");
		}

	}

}
