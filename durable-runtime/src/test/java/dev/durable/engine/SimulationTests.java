package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import dev.durable.RuntimeStatus;
import dev.durable.history.ExecutionCompleted;
import dev.durable.history.HistoryCodec;
import dev.durable.history.HistoryEvent;
import dev.durable.serialization.JacksonDataConverter;
import dev.durable.store.MessageKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The engine on virtual time, with several nodes and a database that fails, crashes the
 * process or loses its answers. Every run is repeatable by its seed.
 */
class SimulationTests {

	private static final Supplier<Fault> NO_FAULTS = () -> null;

	@Test
	@Tag("smoke")
	void everythingCompletesWithoutFaults() {
		Simulation simulation = new Simulation(1, NO_FAULTS, NO_FAULTS);
		simulation.run();
		assertThat(simulation.commits).isGreaterThan(20);
		// 4 and 2 retries of scatter, 3 retries of held, and some of wide
		assertThat(simulation.cluster.handedOver()).isGreaterThan(4 + 2 + 3);
		assertThat(simulation.cluster.helpfulCommits()).isPositive();
		assertThat(simulation.cluster.helpfulActivities()).isPositive();
		assertThat(simulation.cluster.database.startsWithRun).isBetween(2, simulation.cluster.accepted.size() - 1);
	}

	/**
	 * Each kind of fault at each commit in turn, on one and on two nodes.
	 */
	@ParameterizedTest
	@EnumSource(Fault.class)
	void everythingCompletesWhateverCommitFails(Fault fault) {
		int commits = new Simulation(7, NO_FAULTS, NO_FAULTS).run();
		for (int i = 0; i < commits; i++) {
			AtomicInteger countdown = new AtomicInteger(i);
			Simulation simulation = new Simulation(7, () -> (countdown.getAndDecrement() == 0) ? fault : null,
					NO_FAULTS);
			simulation.description = fault + " at commit " + i;
			simulation.run();
			assertThat(simulation.cluster.crashes()).as(simulation.description).isEqualTo(isCrash(fault) ? 1 : 0);
		}
	}

	/**
	 * What only waits is given back with its first run where there is hardly room, and
	 * taken on by a node that has something for it.
	 */
	@Test
	void someAreGivenBackAtOnceAndTakenOnBySenders() {
		int givenBack = 0;
		int claimedBySenders = 0;
		for (long seed = 1; seed <= 5; seed++) {
			Simulation simulation = new Simulation(seed, NO_FAULTS, NO_FAULTS);
			simulation.run();
			givenBack += simulation.cluster.database.startsGivenBack;
			claimedBySenders += simulation.cluster.database.claimedBySenders;
		}
		assertThat(givenBack).isPositive();
		assertThat(claimedBySenders).isPositive();
	}

	private static boolean isCrash(Fault fault) {
		return fault == Fault.CRASH_BEFORE || fault == Fault.CRASH_AFTER;
	}

	@ParameterizedTest
	@ValueSource(longs = { 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30 })
	void everythingCompletesWithManyRandomFaults(long seed) {
		Random random = new Random(seed);
		List<Fault> faults = List.copyOf(EnumSet.allOf(Fault.class));
		Supplier<Fault> commitFaults = () -> (random.nextInt(12) == 0) ? faults.get(random.nextInt(faults.size()))
				: null;
		Supplier<Fault> otherFaults = () -> (random.nextInt(40) == 0) ? faults.get(random.nextInt(faults.size()))
				: null;
		Simulation simulation = new Simulation(seed, commitFaults, otherFaults);
		simulation.description = "random faults, seed " + seed;
		simulation.run();
	}

	/**
	 * Another server takes over that lacks what was acknowledged last. No instance goes
	 * on from a turn that the database does not have.
	 */
	@ParameterizedTest
	@ValueSource(longs = { 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 1156, 1262, 1274, 1299, 1445 })
	void everythingCompletesWhenFailoversLoseTurns(long seed) {
		Simulation simulation = new Simulation(seed, NO_FAULTS, NO_FAULTS);
		simulation.description = "failovers, seed " + seed;
		simulation.failOver(new Random(seed));
		simulation.run();
		assertThat(simulation.cluster.database.failovers()).isEqualTo(Simulation.FAILOVERS);
	}

	/**
	 * One run.
	 */
	private static final class Simulation {

		private static final int FAILOVERS = 12;

		private static final Map<String, List<String>> STARTS = new TreeMap<>(Map.ofEntries(
				Map.entry("steps", List.of("Steps", "1")), Map.entry("fan", List.of("FanOut", "6")),
				Map.entry("counter", List.of("Counter", "{\"seen\":[]}")),
				Map.entry("patient", List.of("Patient", "null")), Map.entry("hurried", List.of("Patient", "null")),
				Map.entry("parent", List.of("Parent", "10")), Map.entry("racer", List.of("Racer", "0")),
				Map.entry("held", List.of("Held", "6")), Map.entry("scatter", List.of("Scatter", "4")),
				Map.entry("remote racer", List.of("RemoteRacer", "0")), Map.entry("wide", List.of("FanOut", "24")),
				Map.entry("fragile", List.of("Fragile", "1")), Map.entry("family", List.of("Family", "2"))));

		private static final List<String> FAMILY = List.of("family", "family.0", "family.1", "family.0.0", "family.0.1",
				"family.1.0", "family.1.1");

		private final SimulatedCluster cluster;

		private final JacksonDataConverter converter = new JacksonDataConverter();

		private String description = "";

		private int commits;

		private boolean losesTurns;

		Simulation(long seed, Supplier<Fault> commitFaults, Supplier<Fault> otherFaults) {
			this.cluster = new SimulatedCluster(seed, 2, () -> {
				this.commits++;
				return commitFaults.get();
			}, otherFaults);
		}

		/**
		 * Fail over now and then, before anybody sends the last events.
		 */
		void failOver(Random random) {
			this.losesTurns = true;
			for (int i = 0; i < FAILOVERS; i++) {
				Duration at = Duration.ofMillis(10 + random.nextInt((i % 2 != 0) ? 28_000 : 800));
				Duration lag = Duration.ofMillis(1 + random.nextInt(40));
				this.cluster.world.after(at, () -> this.cluster.database.failOverAfter(lag));
				this.cluster.world.after(at.plus(lag).plusMillis(1), this::startLost);
			}
		}

		private void startLost() {
			STARTS.forEach((id, arguments) -> {
				if (this.cluster.database.byInstanceId(id).isEmpty()) {
					this.cluster.start(id, arguments.get(0), arguments.get(1));
				}
			});
		}

		private void endFamily() {
			this.cluster.control("family", MessageKind.TERMINATE_TREE, () -> {
			});
		}

		int run() {
			STARTS.forEach((id, arguments) -> {
				// wide is more than one node can take on, when the nodes know each other
				Duration delay = id.equals("wide") ? Duration.ofSeconds(3)
						: Duration.ofMillis(this.cluster.world.random().nextInt(60));
				this.cluster.world.after(delay, () -> this.cluster.start(id, arguments.get(0), arguments.get(1)));
			});
			this.cluster.keepRewinding("fragile");
			this.cluster.world.after(Duration.ofSeconds(10), this::endFamily);
			if (this.losesTurns) {
				// the first one may have been lost
				this.cluster.world.after(Duration.ofSeconds(40), this::endFamily);
			}
			hold(Duration.ofMillis(20), MessageKind.SUSPEND,
					() -> hold(Duration.ofSeconds(30), MessageKind.RESUME, () -> hold(Duration.ofSeconds(3),
							MessageKind.SUSPEND, () -> hold(Duration.ofSeconds(27), MessageKind.RESUME, () -> {
							}))));
			for (int i = 0; i < 9; i++) {
				String payload = "e" + i;
				this.cluster.world.after(Duration.ofMillis(50L * i),
						() -> this.cluster.raise("counter", "Count", payload));
			}
			this.cluster.world.after(Duration.ofSeconds(3), () -> this.cluster.raise("hurried", "hurry", "now"));
			this.cluster.world.after(Duration.ofSeconds(100), () -> this.cluster.raise("counter", "count", "the end"));
			this.cluster.world.runUntil(this::isComplete, Duration.ofMinutes(20));
			this.cluster.shutdown();
			verify();
			return this.commits;
		}

		private void hold(Duration after, MessageKind kind, Runnable accepted) {
			this.cluster.world.after(after, () -> this.cluster.control("held", kind, accepted));
		}

		private boolean isComplete() {
			return isCompleted("fragile") && isFinished(STARTS.keySet()) && hasFamilyEnded();
		}

		private boolean hasFamilyEnded() {
			return FAMILY.stream()
				.filter((id) -> this.cluster.database.byInstanceId(id).isPresent())
				.allMatch((id) -> isFinished(List.of(id)));
		}

		private boolean isCompleted(String id) {
			return this.cluster.database.byInstanceId(id)
				.filter((row) -> row.status == RuntimeStatus.COMPLETED)
				.isPresent();
		}

		private boolean isFinished(Collection<String> ids) {
			return ids.stream()
				.allMatch((id) -> this.cluster.database.byInstanceId(id)
					.filter((row) -> row.status.isFinished())
					.isPresent());
		}

		private void verify() {
			assertThat(this.cluster.world.violations()).as(this.description).isEmpty();
			assertThat(this.cluster.accepted).as(this.description).containsAll(STARTS.keySet());
			assertThat(output("steps")).as(this.description).isEqualTo("4");
			assertThat(output("fan")).as(this.description).isEqualTo("21");
			assertThat(output("patient")).as(this.description).isEqualTo("\"timeout\"");
			if (this.losesTurns) {
				assertThat(output("hurried")).as(this.description).isIn("\"now\"", "\"timeout\"");
			}
			else {
				assertThat(output("hurried")).as(this.description).isEqualTo("\"now\"");
			}
			assertThat(output("parent")).as(this.description).isEqualTo("20");
			assertThat(output("racer")).as(this.description).isEqualTo("41");
			assertThat(output("held")).as(this.description).isEqualTo("21");
			assertThat(output("scatter")).as(this.description).isEqualTo("10");
			assertThat(output("wide")).as(this.description).isEqualTo("300");
			assertThat(output("remote racer")).as(this.description).isEqualTo("41");
			assertThat(this.cluster.database.activities.isEmpty()).as(this.description).isTrue();
			assertThat(output("fragile")).as(this.description).isEqualTo("109");
			assertThat(this.cluster.rewinds).as(this.description).isGreaterThanOrEqualTo(1);
			verifyFamily();
			verifyEvents();
			assertThat(this.cluster.database.messages).as(this.description).isEmpty();
		}

		/**
		 * All that were started before the root ended have ended with it.
		 */
		private void verifyFamily() {
			FAMILY.forEach((id) -> this.cluster.database.byInstanceId(id)
				.ifPresent((row) -> assertThat(row.status).as("%s: %s", this.description, id)
					.isEqualTo(RuntimeStatus.TERMINATED)));
		}

		/**
		 * No accepted event is lost, and none is seen more often than it was sent.
		 */
		private void verifyEvents() {
			List<?> seen = (List<?>) this.converter.fromJson(output("counter"), List.class);
			Map<Object, Integer> counts = new HashMap<>();
			seen.forEach((event) -> counts.merge(event, 1, Integer::sum));
			List<String> lost = new ArrayList<>(this.cluster.acceptedEvents);
			lost.remove("now");
			lost.removeAll(counts.keySet());
			if (!this.losesTurns) {
				assertThat(lost).as("%s: lost events", this.description).isEmpty();
			}
			counts.forEach((event, count) -> assertThat(count).as("%s: %s", this.description, event)
				.isLessThanOrEqualTo(this.cluster.eventAttempts.get(event)));
		}

		private String output(String instanceId) {
			SimulatedDatabase.Row row = this.cluster.database.byInstanceId(instanceId).orElseThrow();
			assertThat(row.status).as("%s: %s", this.description, instanceId).isEqualTo(RuntimeStatus.COMPLETED);
			String last = this.cluster.database.turns(row.start.id()).lastEntry().getValue().events();
			for (HistoryEvent event : HistoryCodec.decode(last)) {
				if (event instanceof ExecutionCompleted completed) {
					return completed.output();
				}
			}
			throw new AssertionError("No output in " + last);
		}

	}

}
