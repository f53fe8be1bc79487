package dev.durable.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.history.EventRaised;
import dev.durable.history.ExecutionResumed;
import dev.durable.observation.TraceContextBridge;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import dev.durable.store.NewInstance;
import dev.durable.store.TurnRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LiveInstance} on virtual time.
 */
class LiveInstanceTests {

	private static final Duration A_WHILE = Duration.ofSeconds(5);

	private static final EventRaised GO = new EventRaised("go", "\"now\"");

	private final SimulatedWorld world = new SimulatedWorld(9);

	private final SimulatedDatabase database = new SimulatedDatabase(this.world);

	private final SimulatedThreads threads = new SimulatedThreads(this.world);

	private final TestCode code = new TestCode();

	private final FailingBridge bridge = new FailingBridge();

	private final CompletableFuture<Boolean> first = new CompletableFuture<>();

	private final CompletableFuture<Boolean> second = new CompletableFuture<>();

	private Fault fault;

	private Runnable meanwhile = () -> {
	};

	private SimulatedStore store;

	private DurableEngine engine;

	@BeforeEach
	void startEngine() {
		this.code.orchestrator("Ends", (context, input) -> "ended").orchestrator("Sleeps", (context, input) -> {
			context.createTimer(Duration.ofSeconds(1)).await();
			context.createTimer(Duration.ofMinutes(1)).await();
			return "slept";
		})
			.orchestrator("Waits", (context, input) -> context.waitForEvent("go", String.class).await())
			.activity("Work", Void.class, (context, input) -> "done")
			.orchestrator("Works", (context, input) -> {
				context.waitForEvent("go", String.class).await();
				this.meanwhile.run();
				return context.callActivity("Work", null, String.class).await();
			})
			.orchestrator("Counts", String.class, (context, input) -> {
				if (input == null) {
					context.setCustomStatus("first");
					context.continueAsNew("second");
				}
				return input;
			});
		this.store = new SimulatedStore(this.world, this.database, () -> {
			Fault next = this.fault;
			this.fault = null;
			return next;
		}, () -> null);
		this.engine = DurableEngine.builder(this.store.asStore(), this.code.registrations())
			.traceContext(this.bridge)
			.build(this.threads);
		this.engine.start();
	}

	@AfterEach
	void nothingUnexpectedHappened() {
		assertThat(this.world.violations()).isEmpty();
	}

	@Test
	void aTurnWhoseThreadHasDiedOutsideTheCodeIsNotCommitted() {
		this.bridge.failures = 2;
		start("a", "Ends");
		this.world.runUntil(() -> isFinished("a"), A_WHILE);
		assertThat(this.bridge.failures).isZero();
		assertThat(status("a")).isEqualTo(RuntimeStatus.COMPLETED);
		assertThat(turns("a")).hasSize(2);
	}

	@Test
	void aThreadThatDiesInReplaySaysNothingAboutTheCode() {
		start("a", "Sleeps");
		this.world.runUntil(() -> turns("a").size() == 3, A_WHILE);
		this.bridge.failures = 2;
		this.engine.services().cache().find("a").dropAndReload();
		this.world.runUntil(() -> isFinished("a"), Duration.ofMinutes(2));
		assertThat(this.bridge.failures).isZero();
		assertThat(status("a")).isEqualTo(RuntimeStatus.COMPLETED);
		assertThat(turns("a")).hasSize(4);
	}

	@Test
	void whatATurnHasTakenThatCannotBeginGoesThroughTheStoreAtOnce() {
		start("a", "Waits");
		this.world.runUntil(() -> turns("a").size() == 2, A_WHILE);
		InstanceCache cache = this.engine.services().cache();
		LiveInstance instance = cache.find("a");
		Message message = new Message(MessageKind.EVENT, "go", 0, 0, 0, "\"now\"");
		this.threads.refuseTimes(1);
		new DirectDelivery(cache, this.store::hasMessages, Duration.ofMillis(1)).deliver("a",
				new EventRaised("go", "\"now\""), 10, () -> this.database.send(instance.id(), message));
		assertThat(instance.isGone()).isTrue();
		assertThat(this.database.messages).hasSize(1);
		this.world.runUntil(() -> isFinished("a"), A_WHILE);
		assertThat(status("a")).isEqualTo(RuntimeStatus.COMPLETED);
		assertThat(turns("a")).hasSize(3);
		assertThat(this.database.messages).isEmpty();
	}

	@Test
	void whatWasAcceptedByTheStoreIsNotOvertaken() {
		LiveInstance instance = startAndFind("a", "Works");
		this.database.send(instance.id(), new Message(MessageKind.SUSPEND, "", 0, 0, null));
		DirectDelivery direct = new DirectDelivery(this.engine.services().cache(), this.store::hasMessages,
				Duration.ofMillis(1));
		direct.deliver("a", new ExecutionResumed(null), 10,
				() -> this.database.send(instance.id(), new Message(MessageKind.RESUME, "", 0, 0, null)));
		assertThat(this.database.messages).hasSize(2);
		this.engine.events().storeChanged();
		this.world.runUntil(this.database.messages::isEmpty, A_WHILE);
		assertThat(status("a")).isEqualTo(RuntimeStatus.RUNNING);
	}

	@Test
	void codeThatRunsOutOfMemoryRunsAgainLater() {
		LiveInstance instance = startAndFind("a", "Works");
		this.meanwhile = () -> {
			this.meanwhile = () -> {
			};
			throw new OutOfMemoryError("Java heap space");
		};
		this.database.send(instance.id(), new Message(MessageKind.EVENT, "go", 0, 0, 0, "\"now\""));
		this.engine.events().storeChanged();
		this.world.runUntil(() -> isFinished("a"), A_WHILE);
		assertThat(instance.isGone()).isTrue();
		assertThat(status("a")).isEqualTo(RuntimeStatus.COMPLETED);
		assertThat(this.database.messages).isEmpty();
	}

	@Test
	void whatATurnThatIsNotWrittenHadTakenIsRefused() {
		LiveInstance instance = startAndFind("a", "Works");
		this.meanwhile = instance::drop;
		assertThat(instance.post(Delivery.acknowledged(GO, this.first))).isTrue();
		assertThat(this.first).isCompletedWithValue(false);
		this.world.runUntil(() -> false, A_WHILE);
		assertThat(turns("a")).hasSize(2);
	}

	@Test
	void whatWaitsForATurnIsRefusedWhenTheInstanceLeavesMemory() {
		LiveInstance instance = startAndFind("a", "Works");
		instance.post(Delivery.acknowledged(GO, this.first));
		instance.post(Delivery.acknowledged(GO, this.second));
		instance.drop();
		assertThat(this.second).isCompletedWithValue(false);
		assertThat(this.first).isNotDone();
		assertThat(instance.post(Delivery.acknowledged(GO, new CompletableFuture<>()))).isFalse();
		this.world.runUntil(() -> false, A_WHILE);
		assertThat(this.first).isCompletedWithValue(false);
		assertThat(turns("a")).hasSize(2);
	}

	@Test
	void nothingFollowsACommitOfWhatHasLeftMemoryMeanwhile() {
		LiveInstance instance = startAndFind("a", "Works");
		this.threads.letTellLater(Duration.ofMillis(100));
		instance.post(Delivery.acknowledged(GO, this.first));
		this.world.runUntil(() -> turns("a").size() == 3, A_WHILE);
		instance.drop();
		this.world.runUntil(this.first::isDone, A_WHILE);
		assertThat(this.first).isCompletedWithValue(true);
		this.world.runUntil(() -> false, A_WHILE);
		assertThat(instance.isGone()).isTrue();
		assertThat(this.code.runs("a")).isZero();
		assertThat(turns("a")).hasSize(3);
	}

	/**
	 * As after a failover that has lost the claim: only the row of the node would fence
	 * its turns.
	 */
	@Test
	void whatTheNodeDoesNotOwnAnyMoreLeavesMemoryWhenThatIsFoundOut() {
		LiveInstance lost = startAndFind("a", "Works");
		LiveInstance kept = startAndFind("b", "Works");
		this.database.byInstanceId("a").orElseThrow().owner = null;
		this.fault = Fault.ANSWER_LOST;
		start("c", "Ends");
		this.world.runUntil(() -> isFinished("c"), A_WHILE);
		assertThat(lost.isGone()).isTrue();
		assertThat(kept.isGone()).isFalse();
	}

	@Test
	void timeDoesNotGoBackWithTheClock() {
		LiveInstance instance = startAndFind("a", "Works");
		this.store.letClockBeAhead(Duration.ofHours(-1));
		this.world.runUntil(() -> this.engine.services().clock().now().isBefore(turns("a").get(1).recordedAt()),
				Duration.ofSeconds(20));
		instance.post(Delivery.acknowledged(GO, this.first));
		this.world.runUntil(() -> isFinished("a"), A_WHILE);
		List<TurnRow> turns = turns("a");
		assertThat(turns).hasSize(4);
		assertThat(turns.get(2).recordedAt()).isEqualTo(turns.get(1).recordedAt());
		assertThat(turns.get(3).recordedAt()).isEqualTo(turns.get(1).recordedAt());
	}

	@Test
	void theCustomStatusOutlivesItsGeneration() {
		start("a", "Counts");
		this.world.runUntil(() -> isFinished("a"), A_WHILE);
		SimulatedDatabase.Row row = this.database.byInstanceId("a").orElseThrow();
		assertThat(row.generation).isOne();
		assertThat(row.customStatus).isEqualTo("\"first\"");
	}

	private LiveInstance startAndFind(String id, String code) {
		start(id, code);
		this.world.runUntil(() -> turns(id).size() == 2, A_WHILE);
		this.world.runUntil(() -> false, A_WHILE);
		return this.engine.services().cache().find(id);
	}

	private void start(String id, String code) {
		EngineServices services = this.engine.services();
		NewInstance start = services.newInstance(id, code, "", services.clock().now(), null, TraceContext.NONE,
				Map.of(), null);
		PendingStart pending = new PendingStart(start, this.engine.events());
		pending.begin();
		pending.commitAlone();
	}

	private List<TurnRow> turns(String id) {
		return this.database.byInstanceId(id)
			.map((row) -> List.copyOf(this.database.turns(row.start.id()).values()))
			.orElse(List.of());
	}

	private RuntimeStatus status(String id) {
		return this.database.byInstanceId(id).orElseThrow().status;
	}

	private boolean isFinished(String id) {
		return this.database.byInstanceId(id).filter((row) -> row.status.isFinished()).isPresent();
	}

	/**
	 * A bridge to a tracer for which there is no memory now and then.
	 */
	private static final class FailingBridge implements TraceContextBridge {

		private volatile int failures;

		@Override
		public TraceContext current() {
			return TraceContext.NONE;
		}

		@Override
		public Scope makeCurrent(TraceContext traceContext, String instanceId) {
			if (this.failures > 0) {
				this.failures--;
				throw new OutOfMemoryError("There is no memory for the tracer (for a test)");
			}
			return () -> {
			};
		}

	}

}
