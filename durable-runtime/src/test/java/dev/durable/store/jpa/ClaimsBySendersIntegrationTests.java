package dev.durable.store.jpa;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.durable.RuntimeStatus;
import dev.durable.store.Claimant;
import dev.durable.store.InstanceRow;
import dev.durable.store.LoadedInstance;
import dev.durable.store.NewInstance;
import dev.durable.store.OrchestratorName;
import dev.durable.store.Receiver;
import dev.durable.store.jpa.HookedDataSource.Pause;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for nodes that take on what they send messages to, on PostgreSQL.
 */
class ClaimsBySendersIntegrationTests {

	private PostgresCluster cluster;

	private TestClaimant claimant;

	@BeforeEach
	void setUp() {
		this.cluster = new PostgresCluster(Duration.ofSeconds(15));
		this.claimant = new TestClaimant(this.cluster.firstNode, Set.of(StoreFixture.CODE), 10);
	}

	@AfterEach
	void tearDown() {
		this.cluster.close();
	}

	@Test
	void whatNobodyOwnsIsTheSendersWithItsMessage() {
		NewInstance instance = this.cluster.inserted();
		assertThat(send(instance)).isEqualTo(new Receiver(instance.id(), true));
		InstanceRow row = row(instance);
		assertThat(row.ownerNode()).isEqualTo(this.cluster.firstNode);
		assertThat(row.wakeAt()).isNull();
		assertThat(row.status()).isEqualTo(RuntimeStatus.RUNNING);
		LoadedInstance loaded = this.cluster.first.store.claims()
			.load(this.cluster.firstNode, List.of(instance.id()), 10)
			.get(0);
		assertThat(loaded.inbox()).singleElement()
			.satisfies((each) -> assertThat(each.message().name()).isEqualTo("a"));
		assertThat(this.cluster.claim(this.cluster.second, this.cluster.secondNode)).isEmpty();
	}

	@Test
	void whatIsToBeginLaterIsPendingStill() {
		NewInstance now = this.cluster.first.instance(StoreFixture.uniqueId(), false);
		NewInstance later = new NewInstance(now.id(), now.taskHub(), now.instanceId(), now.name(), now.version(), false,
				now.createdAt(), now.createdAt().plusSeconds(1000), null, now.trace(), Map.of(), now.events());
		this.cluster.first.store.instances().insert(later, () -> {
		});
		assertThat(send(later).claimed()).isTrue();
		assertThat(row(later).status()).isEqualTo(RuntimeStatus.PENDING);
	}

	@Test
	void whatSomebodyOwnsStaysTheirs() {
		NewInstance instance = this.cluster.second.started(this.cluster.secondCommitter, this.cluster.secondNode);
		assertThat(send(instance)).isEqualTo(new Receiver(instance.id(), false));
		assertThat(row(instance).ownerNode()).isEqualTo(this.cluster.secondNode);
		assertThat(row(instance).wakeAt()).isNotNull();
	}

	@Test
	void whatTheSenderCannotRunIsForOthersToClaim() {
		NewInstance instance = this.cluster.inserted();
		this.claimant = new TestClaimant(this.cluster.firstNode,
				Set.of(new OrchestratorName(StoreFixture.CODE.name(), "2")), 10);
		assertFreeAndDue(instance, send(instance));
		this.claimant = new TestClaimant(this.cluster.firstNode, Set.of(StoreFixture.CODE), 0);
		assertFreeAndDue(instance, send(instance));
		this.claimant = new TestClaimant(null, Set.of(StoreFixture.CODE), 10);
		assertFreeAndDue(instance, send(instance));
		assertThat(this.cluster.inbox(instance)).containsExactly("a", "a", "a");
	}

	@Test
	void aSenderThatIsNoMemberAnyMoreOwnsNothing() {
		NewInstance instance = this.cluster.inserted();
		this.cluster.second.store.nodes().remove(this.cluster.firstNode);
		assertFreeAndDue(instance, send(instance));
		assertThat(this.cluster.inbox(instance)).containsExactly("a");
	}

	@Test
	void aSenderThatLosesItsMembershipBetweenTheStatementsOwnsNothing() {
		NewInstance instance = this.cluster.inserted();
		this.cluster.firstDataSource.beforeStatements((sql) -> {
			if (sql.contains("insert into durable_message")) {
				this.cluster.second.store.nodes().remove(this.cluster.firstNode);
			}
		});
		assertFreeAndDue(instance, send(instance));
	}

	@Test
	void aTakeoverWaitsForAClaimThatIsUnderWay() throws Exception {
		NewInstance instance = this.cluster.inserted();
		Pause commit = this.cluster.firstDataSource.pauseNextCommit();
		CompletableFuture<Receiver> sending = PostgresCluster.async(() -> send(instance));
		commit.awaitReached();
		CompletableFuture<Void> removal = PostgresCluster
			.run(() -> this.cluster.second.store.nodes().remove(this.cluster.firstNode));
		this.cluster.awaitBlocked();
		commit.end();
		assertThat(sending.get(10, TimeUnit.SECONDS).claimed()).isTrue();
		removal.get(10, TimeUnit.SECONDS);
		assertThat(this.cluster.second.store.nodes().clearOwner(this.cluster.firstNode, 10)).isEqualTo(1);
		assertThat(this.cluster.claim(this.cluster.second, this.cluster.secondNode)).containsExactly(instance.id());
		assertThat(this.cluster.inbox(instance)).containsExactly("a");
	}

	@Test
	void ofSeveralMessagesThatAreWrittenTogetherOneClaims() throws Exception {
		NewInstance instance = this.cluster.inserted();
		NewInstance other = this.cluster.inserted();
		Pause commit = this.cluster.firstDataSource.pauseNextCommit();
		CompletableFuture<Receiver> first = PostgresCluster.async(() -> send(other));
		commit.awaitReached();
		// these gather while the first one is written
		List<CompletableFuture<Receiver>> together = List.of(waiting(instance), waiting(instance), waiting(instance));
		commit.end();
		assertThat(first.get(10, TimeUnit.SECONDS).claimed()).isTrue();
		List<Receiver> receivers = List.of(together.get(0).get(10, TimeUnit.SECONDS),
				together.get(1).get(10, TimeUnit.SECONDS), together.get(2).get(10, TimeUnit.SECONDS));
		assertThat(receivers).extracting(Receiver::claimed).containsExactlyInAnyOrder(true, false, false);
		assertThat(this.cluster.inbox(instance)).hasSize(3);
	}

	@Test
	void noMoreAreClaimedTogetherThanThereIsRoomFor() throws Exception {
		this.claimant = new TestClaimant(this.cluster.firstNode, Set.of(StoreFixture.CODE), 2);
		List<NewInstance> instances = List.of(this.cluster.inserted(), this.cluster.inserted(),
				this.cluster.inserted());
		NewInstance owned = this.cluster.startedByFirst();
		Pause commit = this.cluster.firstDataSource.pauseNextCommit();
		CompletableFuture<Receiver> first = PostgresCluster.async(() -> send(owned));
		commit.awaitReached();
		List<CompletableFuture<Receiver>> together = instances.stream().map(this::waiting).toList();
		commit.end();
		first.get(10, TimeUnit.SECONDS);
		int claimed = 0;
		for (CompletableFuture<Receiver> each : together) {
			claimed += each.get(10, TimeUnit.SECONDS).claimed() ? 1 : 0;
		}
		assertThat(claimed).isEqualTo(2);
		assertThat(this.cluster.claim(this.cluster.second, this.cluster.secondNode)).hasSize(1);
	}

	/**
	 * Send on a thread of its own, and go on when that thread waits.
	 */
	private CompletableFuture<Receiver> waiting(NewInstance instance) {
		AtomicReference<Thread> thread = new AtomicReference<>();
		CompletableFuture<Receiver> sending = PostgresCluster.async(() -> {
			thread.set(Thread.currentThread());
			return send(instance);
		});
		await().until(() -> thread.get() != null && thread.get().getState() == Thread.State.WAITING);
		return sending;
	}

	private Receiver send(NewInstance instance) {
		AtomicReference<Receiver> receiver = new AtomicReference<>();
		this.cluster.first.store.instances()
			.send(StoreFixture.HUB, instance.instanceId(), StoreFixture.event("a"), 1000, this.claimant, receiver::set);
		return receiver.get();
	}

	private void assertFreeAndDue(NewInstance instance, Receiver receiver) {
		assertThat(receiver).isEqualTo(new Receiver(instance.id(), false));
		assertThat(row(instance).ownerNode()).isNull();
		assertThat(row(instance).wakeAt()).isNotNull();
	}

	private InstanceRow row(NewInstance instance) {
		return this.cluster.second.row(instance.instanceId());
	}

	/**
	 * A node as it presents itself.
	 */
	private record TestClaimant(Long node, Set<OrchestratorName> code, int room) implements Claimant {

		@Override
		public boolean hasCode(OrchestratorName orchestrator) {
			return this.code.contains(orchestrator);
		}

	}

}
