package dev.durable.store.jpa;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.durable.RuntimeStatus;
import dev.durable.store.ActivityResult;
import dev.durable.store.ClaimStore;
import dev.durable.store.Claimant;
import dev.durable.store.ClaimedActivity;
import dev.durable.store.CommitStore;
import dev.durable.store.InboxMessage;
import dev.durable.store.InstanceChange;
import dev.durable.store.InstanceCommit;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import dev.durable.store.NewInstance;
import dev.durable.store.OrchestratorName;
import dev.durable.store.OutgoingMessage;
import dev.durable.store.Release;
import dev.durable.test.RestartableTestPostgres;
import dev.durable.test.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the statements of everyday work read on PostgreSQL once the tables have grown to a
 * hundred thousand rows, while the plans are those that the server made when there were
 * only a few, and no statistics have been gathered since: so it is on the first day of an
 * application, and after each burst.
 */
class GrownTablesIntegrationTests {

	private static final Logger logger = LoggerFactory.getLogger(GrownTablesIntegrationTests.class);

	private static final String HUB = StoreFixture.HUB;

	/**
	 * How many instances each kind of work concerns at a time, once there are many.
	 */
	private static final int SOME = 4;

	/**
	 * How many it concerns while the plans are made, so that the tables are tiny then.
	 */
	private static final int TWO = 2;

	/**
	 * To look one row up, change it and its entries in all indexes takes less.
	 */
	private static final int PAGES_FOR_ONE = 60;

	private static int some = TWO;

	private static RestartableTestPostgres server;

	private static StoreFixture fixture;

	private static CommitStore committer;

	private static StatementPages pages;

	private static long node;

	private static long otherNode;

	@BeforeAll
	static void startServer() {
		server = TestPostgres.restartable(Map.of("shared_preload_libraries", "pg_stat_statements",
				"pg_stat_statements.track_planning", "off", "autovacuum", "off"));
		fixture = new StoreFixture(TestDatabase.pool(server.newDatabase()), Duration.ofMinutes(2),
				Duration.ofSeconds(1));
		pages = new StatementPages(fixture.jdbc);
		committer = fixture.store.openCommitter();
		node = fixture.join();
		otherNode = fixture.join();
	}

	@AfterAll
	static void stopServer() {
		committer.close();
		fixture.close();
		server.close();
	}

	@Test
	void nothingReadsMoreThanItIsAbout() {
		// the driver prepares a statement when it has run five times, and the server
		// decides about its plan after five more
		IntStream.range(0, 4).forEach((round) -> startAndEnd());
		execute("analyze");
		IntStream.range(0, 12).forEach((round) -> startAndEnd());
		IntStream.range(0, 12).forEach((round) -> work());
		grow();
		some = SOME;
		pages.reset();
		IntStream.range(0, 3).forEach((round) -> work());
		List<StatementPages.Usage> usages = pages.usages();
		usages.forEach((usage) -> logger.info("{} pages in each of {} calls: {}", usage.pages(), usage.calls(),
				usage.firstLines()));
		assertThat(usages).hasSizeGreaterThan(30)
			.allSatisfy((usage) -> assertThat(usage.pages()).as(usage.firstLines())
				.isLessThanOrEqualTo(SOME * PAGES_FOR_ONE));
	}

	private static void startAndEnd() {
		commit(started().stream().map((each) -> StoreFixture.finishing(each.id(), 1)));
	}

	private static void work() {
		startAndEnd();
		alone();
		inGroups();
		messages();
		claims();
		activities();
		takeovers();
	}

	private static void alone() {
		NewInstance instance = fixture.instance(StoreFixture.uniqueId(), true);
		commit(InstanceCommit.start(instance));
		commit(StoreFixture.plain(instance.id(), 1));
		commit(StoreFixture.finishing(instance.id(), 2));
		NewInstance eager = fixture.instance(StoreFixture.uniqueId(), true);
		commit(InstanceCommit.start(eager).withFirstRun(StoreFixture.plain(eager.id(), 1)));
		fixture.store.instances().find(HUB, eager.instanceId()).orElseThrow();
		fixture.store.instances().history(HUB, eager.instanceId());
		fixture.store.instances().inspect(HUB, eager.instanceId()).orElseThrow();
	}

	private static void inGroups() {
		List<NewInstance> instances = started();
		commit(instances.stream().map((each) -> StoreFixture.plain(each.id(), 1)));
		commit(instances.stream().map((each) -> StoreFixture.consuming(each.id(), 2, send(each).id())));
		commit(instances.stream().map((each) -> StoreFixture.changing(each.id(), 3)));
		NewInstance receiver = started().get(0);
		commit(instances.stream()
			.map((each) -> StoreFixture.sending(each.id(), 4,
					new OutgoingMessage(receiver.id(), StoreFixture.event("to another")))));
		commit(instances.stream()
			.map((each) -> StoreFixture.creating(each.id(), 5, fixture.instance(StoreFixture.uniqueId(), true))));
		committer.blocked(instances.stream().map((each) -> StoreFixture.changing(each.id(), 6)).toList());
		committer.awaitInFlight(node);
		ClaimStore claims = fixture.store.claims();
		claims.lastTurns(ids(instances));
		commit(instances.stream()
			.map((each) -> InstanceCommit.turn(each.id(), List.of(StoreFixture.turn(each.id(), 6)),
					new InstanceChange(RuntimeStatus.RUNNING, 0, "\"half\"", StoreFixture.now()), List.of(), List.of(),
					List.of())));
		commit(instances.stream().map((each) -> StoreFixture.finishing(each.id(), 7)));
		fixture.store.instances().purge(HUB, instances.get(0).instanceId());
	}

	private static void messages() {
		List<NewInstance> instances = started();
		instances.forEach(GrownTablesIntegrationTests::send);
		assertThat(fixture.store.claims().collect(node, 100, 10).taken())
			.containsKeys(ids(instances).toArray(Long[]::new));
		fixture.store.claims().inbox(ids(instances), 10);
		instances.forEach((each) -> fixture.store.instances().hasMessages(each.id()));
		commit(instances.stream()
			.map((each) -> StoreFixture.sending(each.id(), 1,
					new OutgoingMessage(each.id(), new Message(MessageKind.EVENT, "self", 0, 0, "1")))));
		fixture.store.claims().collect(node, 100, 10);
		commit(instances.stream().map((each) -> InstanceCommit.release(new Release(each.id(), null))));
	}

	private static InboxMessage send(NewInstance receiver) {
		fixture.store.instances().send(HUB, receiver.instanceId(), StoreFixture.event("a"), 10, new AnyRoom(), (to) -> {
		});
		return fixture.store.claims().inbox(List.of(receiver.id()), 1).get(receiver.id()).get(0);
	}

	private static void claims() {
		List<NewInstance> instances = started();
		commit(instances.stream().map((each) -> InstanceCommit.release(new Release(each.id(), StoreFixture.now()))));
		ClaimStore claims = fixture.store.claims();
		assertThat(claims.claim(node, HUB, Set.of(StoreFixture.CODE), 100).taken()).containsAll(ids(instances));
		assertThat(claims.load(node, ids(instances), 10)).hasSize(some);
		claims.recordTrial(node, instances.get(0).id(), 1, 1);
		claims.nextWakeUp(HUB, Set.of(StoreFixture.CODE));
		commit(instances.stream().map((each) -> InstanceCommit.release(new Release(each.id(), null))));
		instances.forEach(GrownTablesIntegrationTests::send);
		assertThat(claims.load(node, ids(instances), 10)).hasSize(some);
	}

	private static void activities() {
		List<NewInstance> instances = started();
		commit(instances.stream()
			.map((each) -> StoreFixture.handingOver(each.id(), 1, StoreFixture.activity(each.id(), 1))));
		List<ClaimedActivity> claimed = fixture.store.activities().claim(node, HUB, Set.of("Charge"), some).taken();
		assertThat(claimed).hasSize(some);
		fixture.store.activities().giveBack(node, List.of(claimed.get(0).id()));
		fixture.store.activities().nextDue(HUB, Set.of("Charge"));
		fixture.store.activities()
			.complete(node, claimed.stream()
				.skip(1)
				.map((each) -> new ActivityResult(each.id(), each.activity().instance(), StoreFixture.event("result")))
				.toList());
		ClaimedActivity last = fixture.store.activities().claim(node, HUB, Set.of("Charge"), 1).taken().get(0);
		fixture.store.activities()
			.complete(node,
					List.of(new ActivityResult(last.id(), last.activity().instance(), StoreFixture.event("result"))));
		fixture.store.claims().collect(node, 100, 10);
		commit(instances.stream().map((each) -> StoreFixture.finishing(each.id(), 2)));
	}

	private static void takeovers() {
		long leaving = fixture.join();
		List<NewInstance> instances = IntStream.range(0, some)
			.mapToObj((i) -> fixture.instance(StoreFixture.uniqueId(), true))
			.toList();
		try (CommitStore leavingCommitter = fixture.store.openCommitter()) {
			leavingCommitter.commit(leaving, instances.stream().map(InstanceCommit::start).toList());
		}
		fixture.store.nodes().renew(node);
		fixture.store.nodes().nodes();
		fixture.store.nodes().remove(leaving);
		assertThat(fixture.store.nodes().clearOwner(leaving, 100)).isEqualTo(some);
		fixture.store.nodes().ownsAny(leaving);
		assertThat(fixture.store.claims().claim(node, HUB, Set.of(StoreFixture.CODE), 100).taken()).hasSize(some);
		// whose rows are many now, of which few are wanted at a time
		fixture.store.nodes().remove(otherNode);
		fixture.store.nodes().clearOwner(otherNode, some);
		fixture.store.claims().claim(node, HUB, Set.of(StoreFixture.CODE), 100);
		otherNode = fixture.join();
	}

	private static List<NewInstance> started() {
		List<NewInstance> instances = IntStream.range(0, some)
			.mapToObj((i) -> fixture.instance(StoreFixture.uniqueId(), true))
			.toList();
		commit(instances.stream().map(InstanceCommit::start));
		return instances;
	}

	private static void commit(InstanceCommit commit) {
		commit(Stream.of(commit));
	}

	private static void commit(Stream<InstanceCommit> commits) {
		committer.commit(node, commits.toList());
	}

	private static List<Long> ids(List<NewInstance> instances) {
		return new ArrayList<>(instances.stream().map(NewInstance::id).toList());
	}

	/**
	 * Let there be what a busy node owns, what waits for events and timers, what has
	 * ended, and what is due but nobody has code for.
	 */
	private static void grow() {
		execute("""
				insert into durable_instance (id, task_hub, instance_id, name, version, generation, runtime_status,
					created_at, completed_at, owner_node, wake_at, leftover)
				select 10000000 + i, 'hub', 'grown-' || i, case when i %% 8 = 7 then 'Removed' else 'Order' end,
					case when i %% 8 = 6 then '0' else '1' end, 0,
					case when i %% 4 = 0 then 'COMPLETED' else 'RUNNING' end, now(),
					case when i %% 4 = 0 then now() end,
					case when i %% 4 = 1 then %d when i %% 200 = 2 then %d end,
					case when i %% 8 in (6, 7) then now() - interval '1 day' when i %% 40 = 3 then now() + interval '1 day' end,
					false
				from generate_series(1, 100000) i
				"""
			.formatted(node, otherNode));
		execute("""
				insert into durable_history (instance, generation, turn, recorded_at, events)
				select 10000000 + i, 0, turn, now(), '[]' from generate_series(1, 100000) i, generate_series(0, 1) turn
				""");
		execute("""
				insert into durable_message (instance, kind, name, generation, task_id, attempt)
				select 10000000 + i, 'EVENT', 'a', 0, 0, 0 from generate_series(1, 100000, 4) i
				""");
		execute("""
				insert into durable_activity (instance, generation, task_id, attempt, task_hub, name, owner_node, due_at)
				select 10000000 + i, 0, 1, 1, 'hub', case when i %% 5 = 0 then 'Removed' else 'Charge' end,
					case when i %% 2 = 0 then %d end,
					now() + interval '1 day' * case when i %% 5 = 0 then -1 else 1 end
				from generate_series(1, 100000, 3) i
				"""
			.formatted(node));
	}

	private static void execute(String sql) {
		fixture.jdbc.sql(sql).update();
	}

	/**
	 * The node, which takes on whatever there is.
	 */
	private static final class AnyRoom implements Claimant {

		@Override
		public Long node() {
			return node;
		}

		@Override
		public boolean hasCode(OrchestratorName orchestrator) {
			return true;
		}

		@Override
		public int room() {
			return some;
		}

	}

}
