package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Membership} on virtual time.
 */
class MembershipTests {

	private static final long SILENT = -1;

	private static final Duration TIMEOUT = Duration.ofSeconds(15);

	private static final Duration AHEAD = Duration.ofMinutes(3);

	private final SimulatedWorld world = new SimulatedWorld(11);

	private final SimulatedDatabase database = new SimulatedDatabase(this.world);

	private final SimulatedThreads threads = new SimulatedThreads(this.world);

	private DurableEngine engine;

	private SimulatedStore store;

	private Instant started;

	private Fault fault;

	@BeforeEach
	void startEngine() {
		this.database.nodes.put(SILENT, this.world.now());
		this.store = new SimulatedStore(this.world, this.database, () -> null, () -> this.fault);
		this.started = this.world.now();
		this.threads.letClockBeAhead(AHEAD);
		this.engine = DurableEngine.builder(this.store.asStore(), new Registrations(List.of(), List.of()))
			.settings(EngineSettings.defaults().withHeartbeat(Duration.ofSeconds(4), TIMEOUT))
			.build(this.threads);
		this.engine.start();
	}

	@Test
	void aNodeThatIsSilentFromTheBeginningIsTakenOverAsSoonAsTheTimeoutIsOver() {
		this.world.runUntil(this::isTakenOver, Duration.ofMinutes(1));
		assertThat(this.world.now()).isBetween(this.started.plus(TIMEOUT), this.started.plus(TIMEOUT).plusMillis(200));
	}

	@Test
	void aNodeThatBecomesSilentIsTakenOverAsSoonAsItsTimeoutIsOver() {
		this.world.runUntil(() -> false, Duration.ofSeconds(10));
		this.database.nodes.put(SILENT, this.world.now());
		Instant last = this.world.now();
		this.world.runUntil(this::isTakenOver, Duration.ofMinutes(1));
		// it is seen with the next heartbeat of this node
		assertThat(this.world.now()).isBetween(last.plus(TIMEOUT), last.plus(TIMEOUT).plusMillis(4_200));
	}

	@Test
	void aNodeThatCannotBeRemovedDoesNotKeepThisOneFromTakingOverFromOthers() {
		long unremovable = SILENT - 1;
		this.store.holdNode(unremovable);
		this.world.runUntil(() -> false, Duration.ofSeconds(1));
		this.database.nodes.put(unremovable, this.world.now());
		this.database.nodes.put(SILENT, this.world.now());
		assertTakesOverAndIsHealthyAllTheTime();
		assertThat(this.database.nodes).containsKey(unremovable);
	}

	@Test
	void whatCannotBeFreedDoesNotKeepThisNodeFromTakingOverFromOthers() {
		long dead = SILENT - 1;
		this.store.holdOwnedBy(dead);
		this.database.nodes.put(dead, this.world.now());
		this.world.runUntil(() -> !this.database.nodes.containsKey(dead), Duration.ofMinutes(1));
		this.database.nodes.put(SILENT, this.world.now());
		assertTakesOverAndIsHealthyAllTheTime();
	}

	@Test
	void aNodeThatBeatsIsLeftAlone() {
		for (int i = 0; i < 20; i++) {
			this.world.runUntil(() -> false, TIMEOUT.minusSeconds(1));
			this.database.nodes.put(SILENT, this.world.now());
		}
		assertThat(isTakenOver()).isFalse();
	}

	@Test
	void aNodeKnowsTheTimeOfTheDatabaseFromTheBeginning() {
		assertThat(this.engine.services().clock().now()).isEqualTo(this.started);
	}

	@Test
	void aNodeThatJoinsAnewKnowsTheTimeOfTheDatabaseFromThenOn() {
		this.threads.letClockBeAhead(AHEAD.negated());
		long former = this.engine.services().node().id();
		this.database.nodes.remove(former);
		this.world.runUntil(() -> isMemberOtherThan(former), Duration.ofSeconds(10));
		assertThat(isMemberOtherThan(former)).isTrue();
		assertThat(this.engine.services().clock().now()).isEqualTo(this.world.now());
	}

	@Test
	void aNodeThatHadNoMemoryForAHeartbeatTellsOfTheNextOne() {
		this.fault = Fault.NO_MEMORY;
		CurrentNode node = this.engine.services().node();
		this.world.runUntil(() -> !node.isHealthy(), Duration.ofSeconds(10));
		assertThat(node.isHealthy()).isFalse();
		this.fault = null;
		this.world.runUntil(node::isHealthy, Duration.ofSeconds(10));
		assertThat(node.isHealthy()).isTrue();
		assertThat(this.world.violations()).isEmpty();
	}

	private boolean isMemberOtherThan(long former) {
		Long node = this.engine.services().node().id();
		return node != null && node != former;
	}

	private void assertTakesOverAndIsHealthyAllTheTime() {
		boolean[] healthy = { true };
		this.world.runUntil(() -> {
			healthy[0] &= this.engine.services().node().isHealthy();
			return isTakenOver();
		}, Duration.ofMinutes(1));
		assertThat(isTakenOver()).isTrue();
		assertThat(healthy[0]).as("its own heartbeats arrive all the time").isTrue();
	}

	private boolean isTakenOver() {
		return !this.database.nodes.containsKey(SILENT);
	}

}
