package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.durable.ActivityLocality;
import dev.durable.FailureDetails;
import dev.durable.TaskFailedException;
import dev.durable.TraceContext;
import dev.durable.engine.EngineThreads.Lane;
import dev.durable.history.Incident;
import dev.durable.store.HandedOverActivity;
import dev.durable.store.MessageKind;
import dev.durable.store.NewInstance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HandedOverActivities} on virtual time.
 */
class HandedOverActivitiesTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final SimulatedWorld world = new SimulatedWorld(3);

	private final SimulatedDatabase database = new SimulatedDatabase(this.world);

	private final SimulatedThreads threads = new SimulatedThreads(this.world);

	private final List<Integer> runs = new ArrayList<>();

	private DurableEngine engine;

	@BeforeEach
	void startEngine() {
		Registrations code = new Registrations(List.of(),
				List.of(new ActivityDefinition("Work", Void.class, ActivityLocality.ANY_NODE, (context, input) -> {
					this.runs.add(context.taskId());
					return null;
				})));
		SimulatedStore store = new SimulatedStore(this.world, this.database, () -> null, () -> null);
		this.engine = DurableEngine.builder(store.asStore(), code)
			.settings(EngineSettings.defaults().withConcurrency(10, 4))
			.build(this.threads);
		this.engine.start();
		this.database.insert(new NewInstance(-1, "default", "waits", "Elsewhere", "", false, this.world.now(), null,
				null, TraceContext.NONE, Map.of(), "[]"), null);
	}

	@Test
	void aNodeClaimsNoMoreThanItHasFreeWorkersForAndGoesOnWhenOneIsFree() {
		handOver(20);
		ActivityLoad load = this.engine.services().load();
		int[] most = new int[1];
		this.world.runUntil(() -> {
			most[0] = Math.max(most[0], load.waiting() + load.running());
			return this.database.activities.isEmpty();
		}, Duration.ofMillis(800));
		assertThat(this.runs).hasSize(20).doesNotHaveDuplicates();
		assertThat(most[0]).isEqualTo(4);
	}

	@Test
	void whatHasNotBegunIsGivenBackWhenTheNodeStops() {
		handOver(4);
		this.world.runUntil(() -> this.database.activities.claimed(node()).size() == 4, MINUTE);
		this.engine.handedOver().stopClaiming();
		this.engine.handedOver().workers().stop();
		this.world.runUntil(() -> this.engine.handedOver().isAtRest(), MINUTE);
		assertThat(this.engine.handedOver().isAtRest()).isTrue();
		assertThat(this.database.activities.claimed(node())).isEmpty();
		assertThat(this.database.activities.isEmpty()).isFalse();
		assertThat(this.runs).isEmpty();
	}

	@Test
	void whatHasNotBegunDoesNotRunWhenTheMembershipHasEnded() {
		handOver(4);
		this.world.runUntil(() -> this.database.activities.claimed(node()).size() == 4, MINUTE);
		this.engine.handedOver().forget();
		this.world.runUntil(() -> false, Duration.ofMillis(100));
		assertThat(this.runs).isEmpty();
		assertThat(this.engine.services().load().waiting()).isZero();
	}

	@Test
	void aResultThatNobodyWaitsForIsSettledAllTheSame() {
		handOver(1);
		this.world.runUntil(() -> this.database.activities.claimed(node()).size() == 1, MINUTE);
		this.database.activities.withdraw(-1, Integer.MAX_VALUE);
		this.world.runUntil(() -> this.engine.handedOver().isAtRest(), MINUTE);
		assertThat(this.engine.handedOver().isAtRest()).isTrue();
		assertThat(this.database.messages).isEmpty();
	}

	@Test
	void aNodeGoesOnWhenWhatWaitedForAWorkerIsNotWantedAnyMore() {
		SimulatedStore store = new SimulatedStore(this.world, this.database, () -> null, () -> null);
		Registrations code = new Registrations(List.of(), List
			.of(new ActivityDefinition("Other", Void.class, ActivityLocality.ANY_NODE, (context, input) -> null)));
		DurableEngine patient = DurableEngine.builder(store.asStore(), code)
			.settings(EngineSettings.defaults().withConcurrency(10, 1).withPollInterval(Duration.ofHours(1)))
			.build(this.threads);
		patient.start();
		this.world.runUntil(() -> false, Duration.ofSeconds(1));
		this.threads.letWait(Lane.ACTIVITIES, Duration.ofSeconds(1));
		patient.handedOver().workers().run(new Unwanted());
		handOver("Other", 1);
		patient.events().activitiesHandedOver();
		this.world.runUntil(this.database.activities::isEmpty, MINUTE);
		assertThat(this.database.activities.isEmpty()).isTrue();
	}

	@Test
	void resultsAreNotSentAllTheTimeWhileTheDatabaseCannotBeReached() {
		int[] attempts = new int[1];
		boolean[] reachable = new boolean[1];
		SimulatedStore store = new SimulatedStore(this.world, this.database, () -> {
			attempts[0]++;
			return (!reachable[0]) ? Fault.UNREACHABLE : null;
		}, () -> null);
		Registrations code = new Registrations(List.of(), List
			.of(new ActivityDefinition("Many", Void.class, ActivityLocality.ANY_NODE, (context, input) -> null)));
		DurableEngine many = DurableEngine.builder(store.asStore(), code)
			.settings(EngineSettings.defaults().withConcurrency(10, 600))
			.build(this.threads);
		many.start();
		handOver("Many", 600);
		this.world.runUntil(() -> many.handedOver().claims() == 600, MINUTE);
		this.world.runUntil(() -> false, Duration.ofSeconds(1));
		attempts[0] = 0;
		this.world.runUntil(() -> false, Duration.ofSeconds(10));
		assertThat(attempts[0]).isBetween(1, 150);
		reachable[0] = true;
		this.world.runUntil(() -> many.handedOver().isAtRest(), MINUTE);
		assertThat(this.database.activities.isEmpty()).isTrue();
		assertThat(this.database.messages).hasSize(600);
	}

	@Test
	void anActivityWhoseResultIsLostRunsAgain() {
		handOver(1);
		this.threads.refuseWork(Lane.ACTIVITY_RESULTS, 1);
		this.world.runUntil(this.database.activities::isEmpty, MINUTE);
		assertThat(this.database.activities.isEmpty()).isTrue();
		assertThat(this.runs).hasSize(2);
		assertThat(this.engine.handedOver().claims()).isZero();
		assertThat(this.engine.services().load().free()).isEqualTo(4);
		assertThat(this.database.messages).hasSize(1);
	}

	@Test
	void aFailureThatCannotBeWrittenIsReplacedByOneThatSaysSo() {
		FailureDetails deep = new FailureDetails("Deep", null, null, null);
		for (int i = 0; i < 5_000; i++) {
			deep = new FailureDetails("Deep", null, null, deep);
		}
		FailureDetails failure = deep;
		SimulatedStore store = new SimulatedStore(this.world, this.database, () -> null, () -> null);
		Registrations code = new Registrations(List.of(),
				List.of(new ActivityDefinition("Deep", Void.class, ActivityLocality.ANY_NODE, (context, input) -> {
					throw new TaskFailedException(1, "Deep", failure);
				})));
		DurableEngine failing = DurableEngine.builder(store.asStore(), code).build(this.threads);
		failing.start();
		handOver("Deep", 1);
		failing.events().activitiesHandedOver();
		this.world.runUntil(this.database.activities::isEmpty, MINUTE);
		assertThat(this.database.activities.isEmpty()).isTrue();
		assertThat(this.database.messages.values()).singleElement()
			.satisfies((message) -> assertThat(message.message().kind()).isEqualTo(MessageKind.ACTIVITY_FAILED));
	}

	private Long node() {
		return this.engine.services().node().id();
	}

	private void handOver(int number) {
		handOver("Work", number);
	}

	private void handOver(String name, int number) {
		for (int i = 0; i < number; i++) {
			this.database.activities.insert(
					new HandedOverActivity(-1, 0, i, 1, "default", name, this.world.now(), null, TraceContext.NONE));
		}
	}

	/**
	 * An attempt of an instance that has ended.
	 */
	private static final class Unwanted implements ActivityAttempt {

		@Override
		public ActivityCall call() {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean begin() {
			return false;
		}

		@Override
		public void finished(Incident outcome) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void lost() {
			throw new UnsupportedOperationException();
		}

	}

}
