package dev.durable.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.store.CommitResult;
import dev.durable.store.NewInstance;
import dev.durable.store.NodeFencedException;
import dev.durable.store.TurnRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link PendingStart} on virtual time, where code comes to its first wait at
 * once.
 */
class PendingStartTests {

	private static final Duration A_WHILE = Duration.ofSeconds(1);

	private final SimulatedWorld world = new SimulatedWorld(8);

	private final SimulatedDatabase database = new SimulatedDatabase(this.world);

	private final SimulatedThreads threads = new SimulatedThreads(this.world);

	private final Map<String, List<Integer>> turnsWhenActivityRan = new HashMap<>();

	private final List<String> unwound = new CopyOnWriteArrayList<>();

	private Fault fault;

	private int commits;

	private DurableEngine engine;

	@BeforeEach
	void startEngine() {
		startEngine(100);
	}

	private void startEngine(int room) {
		TestCode code = new TestCode().activity("Look", Void.class, (context, input) -> {
			this.turnsWhenActivityRan.put(context.instanceId(), turns(context.instanceId()));
			return null;
		}).orchestrator("Calls", (context, input) -> {
			context.callActivity("Look", null, Void.class).await();
			return "called";
		})
			.orchestrator("Ends", (context, input) -> "ended")
			.orchestrator("Waits",
					(context, input) -> waits(context.instanceId(),
							() -> context.waitForEvent("go", String.class).await()))
			.orchestrator("Sleeps", (context, input) -> {
				context.createTimer(Duration.ofHours(1)).await();
				return "slept";
			});
		SimulatedStore store = new SimulatedStore(this.world, this.database, () -> {
			this.commits++;
			Fault next = this.fault;
			this.fault = null;
			return next;
		}, () -> null);
		this.engine = DurableEngine.builder(store.asStore(), code.registrations())
			.settings(EngineSettings.defaults().withConcurrency(room, 4))
			.build(this.threads);
		this.engine.start();
	}

	private String waits(String id, Supplier<String> event) {
		boolean came = false;
		try {
			String value = event.get();
			came = true;
			return value;
		}
		finally {
			if (!came) {
				this.unwound.add(id);
			}
		}
	}

	@AfterEach
	void nothingUnexpectedHappened() {
		assertThat(this.world.violations()).isEmpty();
	}

	@Test
	void theFirstRunIsPartOfTheCommit() {
		this.threads.letCommit();
		PendingStart start = start("a", "Calls");
		start.begin();
		assertThat(start.outcome()).isCompletedWithValue(CommitResult.Outcome.COMMITTED);
		assertThat(this.commits).isOne();
		assertThat(turns("a")).containsExactly(0, 1);
		assertThat(this.engine.services().cache().find("a")).isNotNull();
		runUntilFinished("a");
		assertThat(this.turnsWhenActivityRan.get("a")).containsExactly(0, 1);
	}

	@Test
	void nobodyFindsItBeforeItIsDurable() {
		PendingStart start = start("a", "Calls");
		start.begin();
		assertThat(this.engine.services().cache().find("a")).isNull();
		assertThat(this.engine.services().cache().claimed()).isZero();
		assertThat(start.outcome()).isNotDone();
		assertThat(this.database.byInstanceId("a")).isEmpty();
		runUntilFinished("a");
		assertThat(start.outcome()).isCompletedWithValue(CommitResult.Outcome.COMMITTED);
	}

	@Test
	void aRunThatComesTooLateFollowsTheStart() {
		PendingStart start = start("a", "Calls");
		start.commitAlone();
		start.begin();
		this.world.runUntil(() -> start.outcome().isDone(), A_WHILE);
		assertThat(turns("a")).containsExactly(0);
		assertThat(this.turnsWhenActivityRan).isEmpty();
		runUntilFinished("a");
		assertThat(this.turnsWhenActivityRan.get("a")).containsExactly(0, 1);
	}

	@Test
	void aStartWhoseCodeDoesNotRunIsLoaded() {
		this.threads.letCommit();
		start("a", "Calls").commitAlone();
		assertThat(turns("a")).containsExactly(0);
		runUntilFinished("a");
	}

	@Test
	void aRunThatEndsTheInstanceFollowsTheStart() {
		this.threads.letCommit();
		PendingStart start = start("a", "Ends");
		start.begin();
		assertThat(start.outcome()).isCompletedWithValue(CommitResult.Outcome.COMMITTED);
		assertThat(turns("a")).containsExactly(0);
		runUntilFinished("a");
		assertThat(this.commits).isEqualTo(2);
	}

	@Test
	void codeThatHasRunForATakenIdIsUnwound() throws Exception {
		this.threads.letCommit();
		start("a", "Calls").begin();
		long first = this.database.byInstanceId("a").orElseThrow().start.id();
		PendingStart second = start("a", "Waits");
		second.begin();
		assertThat(second.outcome()).isCompletedWithValue(CommitResult.Outcome.ID_TAKEN);
		assertThat(this.database.history.keySet()).containsExactly(first);
		assertThat(this.engine.services().cache().find("a").id()).isEqualTo(first);
		awaitUnwound("a");
		runUntilFinished("a");
	}

	@Test
	void aNodeThatHasLostItsMembershipCommitsNothingOfIt() throws Exception {
		PendingStart start = start("a", "Waits");
		start.begin();
		this.database.nodes.clear();
		this.world.runUntil(() -> start.outcome().isDone(), A_WHILE);
		assertThat(start.outcome()).isCompletedExceptionally();
		assertThat(failure(start.outcome())).isInstanceOf(NodeFencedException.class);
		assertThat(this.database.byInstanceId("a")).isEmpty();
		awaitUnwound("a");
	}

	@Test
	void whatAnotherMembershipHasBegunIsLoaded() throws Exception {
		PendingStart start = start("a", "Calls");
		start.begin();
		CurrentNode node = this.engine.services().node();
		long former = node.id();
		long current = this.database.next();
		this.database.nodes.remove(former);
		this.database.nodes.put(current, this.world.now());
		node.lost(former);
		node.joined(current, this.threads.nanoTime());
		this.world.runUntil(() -> start.outcome().isDone(), A_WHILE);
		assertThat(start.outcome()).isCompletedWithValue(CommitResult.Outcome.COMMITTED);
		assertThat(this.database.byInstanceId("a").orElseThrow().owner).isEqualTo(current);
		assertThat(turns("a")).containsExactly(0, 1);
		assertThat(this.engine.services().cache().find("a")).isNull();
		runUntilFinished("a");
	}

	@Test
	void bothAreThereOrNeitherWhenTheAnswerIsLost() {
		for (Fault lost : List.of(Fault.ANSWER_LOST, Fault.ROLLED_BACK, Fault.COMMITTED_LATE)) {
			String id = lost.name();
			this.fault = lost;
			PendingStart start = start(id, "Calls");
			start.begin();
			this.world.runUntil(() -> start.outcome().isDone(), Duration.ofSeconds(5));
			assertThat(start.outcome()).as(id).isCompletedWithValue(CommitResult.Outcome.COMMITTED);
			assertThat(turns(id)).as(id).startsWith(0, 1);
			runUntilFinished(id);
		}
	}

	@Test
	void whatOnlyWaitsIsGivenBackAtOnceWhereThereIsHardlyRoom() throws Exception {
		startEngine(10);
		this.threads.letCommit();
		for (int i = 0; i < 9; i++) {
			start("early " + i, "Waits").begin();
		}
		this.commits = 0;
		for (String code : List.of("Waits", "Sleeps", "Calls")) {
			start(code, code).begin();
		}
		assertThat(this.commits).isGreaterThanOrEqualTo(3);
		SimulatedDatabase.Row waits = this.database.byInstanceId("Waits").orElseThrow();
		assertThat(waits.owner).isNull();
		assertThat(waits.wakeAt).isNull();
		assertThat(waits.status).isEqualTo(RuntimeStatus.RUNNING);
		SimulatedDatabase.Row sleeps = this.database.byInstanceId("Sleeps").orElseThrow();
		assertThat(sleeps.owner).isNull();
		assertThat(sleeps.wakeAt).isEqualTo(this.world.now().plus(Duration.ofHours(1)));
		assertThat(this.engine.services().cache().find("Waits")).isNull();
		assertThat(this.engine.services().cache().find("Sleeps")).isNull();
		awaitUnwound("Waits");
		runUntilFinished("Calls");
		this.world.runUntil(() -> isFinished("Sleeps"), Duration.ofMinutes(61));
		assertThat(isFinished("Sleeps")).isTrue();
	}

	private PendingStart start(String id, String code) {
		EngineServices services = this.engine.services();
		NewInstance start = services.newInstance(id, code, "", services.clock().now(), null, TraceContext.NONE,
				Map.of(), null);
		return new PendingStart(start, this.engine.events());
	}

	private List<Integer> turns(String id) {
		return this.database.byInstanceId(id)
			.map((row) -> this.database.turns(row.start.id()).values().stream().map(TurnRow::turn).toList())
			.orElse(List.of());
	}

	private boolean isFinished(String id) {
		return this.database.byInstanceId(id).filter((row) -> row.status.isFinished()).isPresent();
	}

	private void runUntilFinished(String id) {
		this.world.runUntil(() -> isFinished(id), A_WHILE);
		assertThat(isFinished(id)).isTrue();
	}

	/**
	 * Threads that are unwound end in their own time.
	 */
	private void awaitUnwound(String id) {
		await().until(() -> this.unwound.contains(id));
	}

	private static Throwable failure(CompletableFuture<?> future) {
		return future.handle((result, failure) -> failure).join();
	}

}
