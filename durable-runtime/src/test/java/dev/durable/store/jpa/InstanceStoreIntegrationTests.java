package dev.durable.store.jpa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import dev.durable.InstanceFinishedException;
import dev.durable.InstanceNotFinishedException;
import dev.durable.InstanceNotFoundException;
import dev.durable.RuntimeStatus;
import dev.durable.TooManyEventsException;
import dev.durable.store.CommitStore;
import dev.durable.store.InboxMessage;
import dev.durable.store.InstanceChange;
import dev.durable.store.InstanceCommit;
import dev.durable.store.InstanceStore;
import dev.durable.store.NewInstance;
import dev.durable.store.TurnRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link InstanceStore} outside of a caller's transaction.
 */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class InstanceStoreIntegrationTests {

	@Parameter
	TestDatabase database;

	private StoreFixture fixture;

	private InstanceStore instances;

	private CommitStore committer;

	private long node;

	@BeforeEach
	void setUp() {
		this.fixture = StoreFixture.shared(this.database);
		this.instances = this.fixture.store.instances();
		this.committer = this.fixture.store.openCommitter();
		this.node = this.fixture.join();
	}

	@AfterEach
	void tearDown() {
		this.committer.close();
	}

	@Test
	void anInsertedInstanceIsFoundAndItsCallbackHasRun() {
		List<String> calls = new ArrayList<>();
		NewInstance start = this.fixture.instance(StoreFixture.uniqueId(), false);
		assertThat(this.instances.insert(start, () -> calls.add("inserted"))).isTrue();
		assertThat(calls).containsExactly("inserted");
		assertThat(this.fixture.row(start.instanceId()).id()).isEqualTo(start.id());
		assertThat(this.instances.history(StoreFixture.HUB, start.instanceId()))
			.containsExactly(new TurnRow(start.id(), 0, 0, start.createdAt(), start.events()));
	}

	@Test
	void anIdIsTakenWhileItsInstanceHasNotFinished() {
		NewInstance first = this.fixture.started(this.committer, this.node);
		NewInstance second = this.fixture.instance(first.instanceId(), false);
		assertThat(this.instances.insert(second, () -> assertThat(true).isFalse())).isFalse();
		assertThat(this.fixture.row(first.instanceId()).id()).isEqualTo(first.id());
	}

	@Test
	void aFinishedInstanceIsReplacedAndPurgedLater() {
		NewInstance first = finished(3);
		NewInstance second = this.fixture.instance(first.instanceId(), false);
		assertThat(this.instances.insert(second, () -> {
		})).isTrue();
		assertThat(this.fixture.row(first.instanceId()).id()).isEqualTo(second.id());
		assertThat(this.fixture.count("instance")).isEqualTo(2);
		assertThat(this.instances.purgeLeftovers(2)).isEqualTo(2);
		assertThat(this.instances.purgeLeftovers(10)).isEqualTo(2);
		assertThat(this.instances.purgeLeftovers(10)).isZero();
		assertThat(this.fixture.count("instance")).isEqualTo(1);
		assertThat(this.fixture.count("history")).isEqualTo(1);
	}

	@Test
	void oneOfManyConcurrentStartsWins() throws Exception {
		String instanceId = StoreFixture.uniqueId();
		List<Boolean> inserted = inParallel(50,
				(i) -> this.instances.insert(this.fixture.instance(instanceId, false), () -> {
				}));
		assertThat(inserted).containsOnlyOnce(true);
		assertThat(this.fixture.count("instance")).isEqualTo(1);
		assertThat(this.fixture.count("history")).isEqualTo(1);
	}

	@Test
	void surrogateIdsAreUnique() throws Exception {
		List<Long> ids = inParallel(500, (i) -> this.fixture.store.newInstanceId());
		assertThat(ids).doesNotHaveDuplicates();
	}

	@Test
	void messagesGetIntoTheInboxInOrderAndMakeTheInstanceDue() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		List<Long> notified = new ArrayList<>();
		this.instances.send(StoreFixture.HUB, instance.instanceId(), StoreFixture.event("a"), 10, null,
				(receiver) -> notified.add(receiver.id()));
		this.instances.send(StoreFixture.HUB, instance.instanceId(), StoreFixture.event("b"), 10, null,
				(receiver) -> notified.add(receiver.id()));
		assertThat(notified).containsExactly(instance.id(), instance.id());
		assertThat(inbox(instance)).extracting(InboxMessage::message)
			.containsExactly(StoreFixture.event("a"), StoreFixture.event("b"));
		assertThat(this.fixture.row(instance.instanceId()).wakeAt()).isNotNull();
	}

	@Test
	void messagesOfManySendersAllArriveWithAscendingNumbers() throws Exception {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		inParallel(50, (i) -> {
			this.instances.send(StoreFixture.HUB, instance.instanceId(), StoreFixture.event("e" + i), 100, null,
					(receiver) -> {
					});
			return true;
		});
		assertThat(inbox(instance)).hasSize(50).isSortedAccordingTo((a, b) -> Long.compare(a.id(), b.id()));
	}

	@Test
	void messagesAreRefusedWithoutReceiverAfterItsEndAndBeyondTheLimit() {
		assertThatExceptionOfType(InstanceNotFoundException.class).isThrownBy(
				() -> this.instances.send(StoreFixture.HUB, "nobody", StoreFixture.event("a"), 10, null, (receiver) -> {
				}));
		NewInstance finished = finished(1);
		assertThatExceptionOfType(InstanceFinishedException.class).isThrownBy(() -> this.instances
			.send(StoreFixture.HUB, finished.instanceId(), StoreFixture.event("a"), 10, null, (receiver) -> {
			}));
		NewInstance instance = this.fixture.started(this.committer, this.node);
		this.instances.send(StoreFixture.HUB, instance.instanceId(), StoreFixture.event("a"), 1, null, (receiver) -> {
		});
		assertThatExceptionOfType(TooManyEventsException.class).isThrownBy(() -> this.instances.send(StoreFixture.HUB,
				instance.instanceId(), StoreFixture.event("b"), 1, null, (receiver) -> {
				}));
		assertThat(inbox(instance)).hasSize(1);
	}

	@Test
	void eachOfManySendersGetsItsOwnAnswer() throws Exception {
		NewInstance finished = finished(1);
		NewInstance small = this.fixture.started(this.committer, this.node);
		List<NewInstance> others = IntStream.range(0, 10)
			.mapToObj((i) -> this.fixture.started(this.committer, this.node))
			.toList();
		List<String> answers = inParallel(250, (i) -> switch (i % 5) {
			case 0 -> answer("nobody", i, 10);
			case 1 -> answer(finished.instanceId(), i, 10);
			case 2 -> answer(small.instanceId(), i, 7);
			default -> answer(others.get(i / 25).instanceId(), i, 10);
		});
		for (int i = 0; i < answers.size(); i++) {
			List<String> expected = switch (i % 5) {
				case 0 -> List.of("InstanceNotFoundException");
				case 1 -> List.of("InstanceFinishedException");
				case 2 -> List.of("TooManyEventsException", Long.toString(small.id()));
				default -> List.of(Long.toString(others.get(i / 25).id()));
			};
			assertThat(answers.get(i)).isIn(expected);
		}
		assertThat(inbox(small)).hasSize(7);
		assertThat(answers).filteredOn(Long.toString(small.id())::equals).hasSize(7);
		assertThat(others).allSatisfy((other) -> assertThat(inbox(other)).hasSize(10));
		assertThat(inbox(finished)).isEmpty();
	}

	private String answer(String instanceId, int event, int limit) {
		List<String> answer = new ArrayList<>();
		try {
			this.instances.send(StoreFixture.HUB, instanceId, StoreFixture.event("e" + event), limit, null,
					(receiver) -> answer.add(Long.toString(receiver.id())));
		}
		catch (RuntimeException ex) {
			answer.add(ex.getClass().getSimpleName());
		}
		assertThat(answer).hasSize(1);
		return answer.get(0);
	}

	@Test
	void purgeDeletesAFinishedInstanceWithItsHistory() {
		NewInstance other = this.fixture.started(this.committer, this.node);
		NewInstance instance = finished(3);
		this.instances.purge(StoreFixture.HUB, instance.instanceId());
		assertThat(this.instances.find(StoreFixture.HUB, instance.instanceId())).isEmpty();
		assertThat(this.fixture.count("instance")).isEqualTo(1);
		assertThat(this.instances.history(StoreFixture.HUB, other.instanceId())).hasSize(1);
		assertThat(this.fixture.count("history")).isEqualTo(1);
	}

	@Test
	void purgeOfALongHistoryIsDoneInBatches() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		this.committer.commit(this.node,
				List.of(InstanceCommit.turn(instance.id(),
						IntStream.rangeClosed(1, 2500).mapToObj((i) -> StoreFixture.turn(instance.id(), i)).toList(),
						null, List.of(), List.of(), List.of())));
		this.committer.commit(this.node, List.of(StoreFixture.finishing(instance.id(), 2501)));
		this.instances.purge(StoreFixture.HUB, instance.instanceId());
		assertThat(this.fixture.count("history")).isZero();
		assertThat(this.fixture.count("instance")).isZero();
	}

	@Test
	void purgeIsDoneEvenIfTheHistoryCannotBeDeletedYet() throws Exception {
		NewInstance instance = finished(3);
		try (Connection connection = this.fixture.dataSource.getConnection()) {
			connection.setAutoCommit(false);
			try (PreparedStatement lock = connection
				.prepareStatement("select turn from durable_history where instance = ? and turn = 1 for update")) {
				lock.setLong(1, instance.id());
				assertThat(lock.executeQuery().next()).isTrue();
				this.instances.purge(StoreFixture.HUB, instance.instanceId());
			}
			finally {
				connection.rollback();
			}
		}
		assertThat(this.instances.find(StoreFixture.HUB, instance.instanceId())).isEmpty();
		assertThat(this.fixture.count("history")).isPositive();
		assertThat(this.instances.purgeLeftovers(100)).isPositive();
		assertThat(this.fixture.count("history")).isZero();
		assertThat(this.fixture.count("instance")).isZero();
	}

	@Test
	void purgeOfAnInstanceThatHasNotFinishedIsRefused() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		assertThatExceptionOfType(InstanceNotFinishedException.class)
			.isThrownBy(() -> this.instances.purge(StoreFixture.HUB, instance.instanceId()));
		assertThatExceptionOfType(InstanceNotFoundException.class)
			.isThrownBy(() -> this.instances.purge(StoreFixture.HUB, "nobody"));
		assertThat(this.fixture.count("history")).isEqualTo(1);
	}

	@Test
	void historyOfNobodyIsEmpty() {
		assertThat(this.instances.history(StoreFixture.HUB, "nobody")).isEmpty();
		assertThat(this.instances.find(StoreFixture.HUB, "nobody")).isEmpty();
	}

	@Test
	void leftoversOfEarlierGenerationsAreFoundAfterACrash() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		TurnRow next = new TurnRow(instance.id(), 1, 0, StoreFixture.now(), "[]");
		this.committer.commit(this.node,
				List.of(InstanceCommit.turn(instance.id(), List.of(StoreFixture.turn(instance.id(), 1), next),
						new InstanceChange(RuntimeStatus.RUNNING, 1, null, next.recordedAt()), List.of(), List.of(),
						List.of())));
		assertThat(this.instances.purgeLeftovers(100)).isEqualTo(2);
		assertThat(this.instances.purgeLeftovers(100)).isZero();
		assertThat(this.instances.history(StoreFixture.HUB, instance.instanceId())).containsExactly(next);
		assertThat(this.fixture.jdbc.sql("select count(*) from durable_instance where leftover")
			.query(Integer.class)
			.single()).isZero();
	}

	@Test
	void isNotInACallersTransaction() {
		assertThat(this.instances.isInCallerTransaction()).isFalse();
	}

	private NewInstance finished(int turns) {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		for (int turn = 1; turn < turns; turn++) {
			this.committer.commit(this.node, List.of(StoreFixture.plain(instance.id(), turn)));
		}
		this.committer.commit(this.node, List.of(StoreFixture.finishing(instance.id(), turns)));
		return instance;
	}

	private List<InboxMessage> inbox(NewInstance instance) {
		return this.fixture.store.claims().inbox(Set.of(instance.id()), 100).getOrDefault(instance.id(), List.of());
	}

	private static <T> List<T> inParallel(int count, IntFunction<T> action) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(Math.min(count, 50));
		try {
			CountDownLatch ready = new CountDownLatch(Math.min(count, 50));
			List<Future<T>> futures = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				int number = i;
				Callable<T> call = () -> {
					ready.countDown();
					ready.await();
					return action.apply(number);
				};
				futures.add(executor.submit(call));
			}
			List<T> results = new ArrayList<>();
			for (Future<T> future : futures) {
				results.add(future.get());
			}
			return results;
		}
		finally {
			executor.shutdown();
		}
	}

}
