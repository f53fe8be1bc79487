package dev.durable.store.jpa;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import dev.durable.OrchestrationFilter;
import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.store.CommitStore;
import dev.durable.store.InstanceChange;
import dev.durable.store.InstanceCommit;
import dev.durable.store.InstanceCount;
import dev.durable.store.InstancePage;
import dev.durable.store.InstancePosition;
import dev.durable.store.InstanceSummary;
import dev.durable.store.NewInstance;
import dev.durable.store.QueryStore;
import dev.durable.store.Reopening;
import dev.durable.store.StoreException;
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
 * Tests for {@link QueryStore}.
 */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class QueryStoreIntegrationTests {

	private static final String HUB = StoreFixture.HUB;

	private static final Instant TIME = Instant.parse("2026-07-01T12:00:00.123456Z");

	@Parameter
	TestDatabase database;

	private StoreFixture fixture;

	private QueryStore queries;

	private CommitStore committer;

	private long node;

	@BeforeEach
	void setUp() {
		this.fixture = StoreFixture.shared(this.database);
		this.queries = this.fixture.store.queries();
		this.committer = this.fixture.store.openCommitter();
		this.node = this.fixture.join();
	}

	@AfterEach
	void tearDown() {
		this.committer.close();
	}

	@Test
	void listsTheNewestFirst() {
		start("b", TIME.plusSeconds(1));
		start("c", TIME);
		start("a", TIME.plusSeconds(2));
		assertThat(ids(OrchestrationFilter.ALL)).containsExactly("a", "b", "c");
		assertThat(this.queries.list("other", OrchestrationFilter.ALL, null, 10, true, true).instances()).isEmpty();
	}

	@Test
	void listsTheInputsAndOutputsOfTheCurrentGeneration() {
		NewInstance running = start("running", TIME);
		NewInstance again = start("again", TIME.plusSeconds(1));
		claim();
		TurnRow next = new TurnRow(again.id(), 1, 0, TIME.plusSeconds(5), "[\"second input\"]");
		this.committer.commit(this.node,
				List.of(InstanceCommit.turn(again.id(), List.of(StoreFixture.turn(again.id(), 1), next),
						new InstanceChange(RuntimeStatus.RUNNING, 1, "{}", next.recordedAt()), List.of(), List.of(),
						List.of()), StoreFixture.plain(running.id(), 1)));
		NewInstance finished = finished("finished", TIME.plusSeconds(2));
		InstancePage page = this.queries.list(HUB, OrchestrationFilter.ALL, null, 10, true, true);
		assertThat(page.instances()).isEqualTo(List.of(summary(finished), summary(again), summary(running)));
		assertThat(page.instances().get(0).lastEvents()).isNotNull();
		assertThat(page.instances().get(1).firstEvents()).isEqualTo("[\"second input\"]");
		assertThat(page.instances().get(1).lastUpdatedAt()).isEqualTo(next.recordedAt());
		InstancePage bare = this.queries.list(HUB, OrchestrationFilter.ALL, null, 10, false, false);
		assertThat(bare.instances()).allSatisfy((summary) -> {
			assertThat(summary.firstEvents()).isNull();
			assertThat(summary.lastEvents()).isNull();
			assertThat(summary.lastUpdatedAt()).isNotNull();
		});
	}

	private InstanceSummary summary(NewInstance instance) {
		return this.fixture.store.instances().find(HUB, instance.instanceId()).orElseThrow();
	}

	@Test
	void filters() {
		start("order 1", "Order", TIME, Map.of());
		start("order+2", "Order", TIME.plusSeconds(1), Map.of("customer", "c1"));
		start("Order 3", "Order", TIME.plusSeconds(2), Map.of("customer", "c1", "k\"b", "é\n'\"\\%", "c", "x,"));
		start("other", "Other", TIME.plusSeconds(3), Map.of("customer", "c2"));
		finished("order.4", TIME.plusSeconds(4));
		OrchestrationFilter all = OrchestrationFilter.ALL;
		assertThat(ids(all.withName("Order"))).containsExactly("order.4", "Order 3", "order+2", "order 1");
		assertThat(ids(all.withName("order"))).isEmpty();
		assertThat(ids(all.withRuntimeStatus(RuntimeStatus.COMPLETED))).containsExactly("order.4");
		assertThat(ids(all.withRuntimeStatus(RuntimeStatus.PENDING, RuntimeStatus.COMPLETED))).hasSize(5);
		assertThat(ids(all.withName("Other").withRuntimeStatus(RuntimeStatus.PENDING))).containsExactly("other");
		assertThat(ids(all.withRuntimeStatus(RuntimeStatus.FAILED))).isEmpty();
		assertThat(ids(all.withInstanceIdPrefix("order"))).containsExactly("order 1", "order+2", "order.4");
		assertThat(ids(all.withInstanceIdPrefix("order").withRuntimeStatus(RuntimeStatus.COMPLETED)))
			.containsExactly("order.4");
		assertThat(ids(all.withInstanceIdPrefix("o").withName("Other"))).containsExactly("other");
		assertThat(ids(all.withTag("customer", "c1"))).containsExactly("Order 3", "order+2");
		assertThat(ids(all.withTag("customer", "c1").withTag("k\"b", "é\n'\"\\%"))).containsExactly("Order 3");
		assertThat(ids(all.withTag("customer", "c"))).isEmpty();
		assertThat(ids(all.withTag(",", ":"))).isEmpty();
		assertThat(ids(all.withInstanceIdPrefix("o").withTag("customer", "c2"))).containsExactly("other");
	}

	@Test
	void limitsOfTimesAreIncluded() {
		start("a", TIME);
		OrchestrationFilter all = OrchestrationFilter.ALL;
		assertThat(ids(all.withCreatedFrom(TIME).withCreatedTo(TIME))).containsExactly("a");
		assertThat(ids(all.withCreatedFrom(TIME.plusNanos(1)))).isEmpty();
		assertThat(ids(all.withCreatedFrom(TIME.minusNanos(1)))).containsExactly("a");
		assertThat(ids(all.withCreatedTo(TIME.plusNanos(1)))).containsExactly("a");
		assertThat(ids(all.withCreatedTo(TIME.minusNanos(1)))).isEmpty();
		assertThat(ids(all.withCreatedFrom(Instant.MIN).withCreatedTo(Instant.MAX))).containsExactly("a");
		assertThat(ids(all.withCreatedFrom(Instant.MAX))).isEmpty();
		assertThat(ids(all.withCreatedTo(Instant.MIN))).isEmpty();
		assertThat(ids(all.withInstanceIdPrefix("a").withCreatedTo(TIME.minusNanos(1)))).isEmpty();
	}

	@Test
	void prefixesAreTexts() {
		for (String id : List.of("a%b", "a_b", "axb", "a!b", "ä1", "日本1", "日本2", "\uD83D\uDE00x", "\uFFFFx", "\uD7FFx",
				"\uE000x", "\uDBFF\uDFFFx")) {
			start(id, TIME);
		}
		for (String prefix : List.of("a%", "a_", "a!", "ä", "日", "\uD83D\uDE00", "\uFFFF", "\uD7FF", "\uE000",
				"\uDBFF\uDFFF")) {
			assertThat(ids(OrchestrationFilter.ALL.withInstanceIdPrefix(prefix))).as(prefix)
				.isNotEmpty()
				.allMatch((id) -> id.startsWith(prefix));
		}
		assertThat(ids(OrchestrationFilter.ALL.withInstanceIdPrefix("日本"))).containsExactly("日本1", "日本2");
		assertThat(ids(OrchestrationFilter.ALL.withInstanceIdPrefix("a"))).hasSize(4);
		assertThat(ids(OrchestrationFilter.ALL.withInstanceIdPrefix("\\"))).isEmpty();
	}

	@Test
	void pagesOfInstancesOfTheSameMomentAreComplete() {
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < 25; i++) {
			String id = "i" + (char) ('a' + i);
			expected.add(0, id);
			if (i % 3 == 0) {
				finished(id, TIME);
			}
			else {
				start(id, TIME);
			}
		}
		for (int size : List.of(1, 7, 24, 25, 26)) {
			assertThat(pages(OrchestrationFilter.ALL, size)).as("pages of %d", size)
				.containsExactlyElementsOf(expected);
			assertThat(pages(OrchestrationFilter.ALL.withName("Order"), size)).hasSize(25);
			assertThat(pages(OrchestrationFilter.ALL.withInstanceIdPrefix("i"), size)).hasSize(25)
				.isSorted()
				.doesNotHaveDuplicates();
		}
		assertThat(this.queries.list(HUB, OrchestrationFilter.ALL, null, 25, true, true).next()).isNull();
	}

	@Test
	void whatComesOrGoesBetweenPagesDisturbsNobodyElse() {
		for (int i = 0; i < 10; i++) {
			finished("i" + i, TIME.plusSeconds(i));
		}
		InstancePage first = this.queries.list(HUB, OrchestrationFilter.ALL, null, 4, true, true);
		assertThat(names(first)).containsExactly("i9", "i8", "i7", "i6");
		start("new", TIME.plusSeconds(20));
		start("late", TIME.plusSeconds(2).plusMillis(1));
		this.fixture.store.instances().purge(HUB, "i6");
		this.fixture.store.instances().purge(HUB, "i4");
		InstancePage second = this.queries.list(HUB, OrchestrationFilter.ALL, first.next(), 4, true, true);
		assertThat(names(second)).containsExactly("i5", "i3", "late", "i2");
		InstancePage third = this.queries.list(HUB, OrchestrationFilter.ALL, second.next(), 4, true, true);
		assertThat(names(third)).containsExactly("i1", "i0");
		assertThat(third.next()).isNull();
	}

	@Test
	void statusesThatChangeBetweenPages() {
		List<NewInstance> started = IntStream.range(0, 6)
			.mapToObj((i) -> this.fixture.started(this.committer, this.node))
			.toList();
		OrchestrationFilter running = OrchestrationFilter.ALL.withRuntimeStatus(RuntimeStatus.RUNNING);
		InstancePage first = this.queries.list(HUB, running, null, 2, true, true);
		finish(started.get(0));
		finish(started.get(4));
		InstancePage second = this.queries.list(HUB, running, first.next(), 10, true, true);
		assertThat(names(second)).containsExactly(started.get(3).instanceId(), started.get(2).instanceId(),
				started.get(1).instanceId());
		assertThat(ids(OrchestrationFilter.ALL)).hasSize(6);
	}

	@Test
	void whatChangesBetweenTheStatementsOfAPageIsLeftOut() {
		HookedDataSource hooked = new HookedDataSource(this.fixture.dataSource);
		try (StoreFixture other = new StoreFixture(hooked)) {
			NewInstance older = this.fixture.started(this.committer, this.node);
			NewInstance ending = this.fixture.started(this.committer, this.node);
			NewInstance purged = this.fixture.started(this.committer, this.node);
			NewInstance staying = this.fixture.started(this.committer, this.node);
			hooked.beforeStatements((sql) -> {
				if (sql.contains("max(")) {
					hooked.beforeStatements((later) -> {
					});
					finish(ending);
					finish(purged);
					this.fixture.store.instances().purge(HUB, purged.instanceId());
				}
			});
			InstancePage page = other.store.queries()
				.list(HUB, OrchestrationFilter.ALL.withRuntimeStatus(RuntimeStatus.RUNNING), null, 3, true, true);
			assertThat(names(page)).containsExactly(staying.instanceId());
			InstancePage rest = other.store.queries()
				.list(HUB, OrchestrationFilter.ALL.withRuntimeStatus(RuntimeStatus.RUNNING), page.next(), 2, true,
						true);
			assertThat(names(rest)).containsExactly(older.instanceId());
		}
	}

	@Test
	void counts() {
		start("a", TIME);
		start("b", TIME);
		start("c", "Other", TIME, Map.of());
		finished("d", TIME);
		assertThat(this.queries.count(HUB)).containsExactlyInAnyOrder(
				new InstanceCount("Order", RuntimeStatus.PENDING, 2),
				new InstanceCount("Other", RuntimeStatus.PENDING, 1),
				new InstanceCount("Order", RuntimeStatus.COMPLETED, 1));
		assertThat(this.queries.count("other")).isEmpty();
	}

	@Test
	void purgesFinishedInstancesOfAFilter() {
		for (int i = 0; i < 250; i++) {
			finished("i" + i, TIME.plusSeconds(i));
		}
		start("unfinished", TIME.plusSeconds(5));
		assertThat(this.queries.purge("other", OrchestrationFilter.ALL)).isZero();
		assertThat(this.queries.purge(HUB, OrchestrationFilter.ALL.withRuntimeStatus(RuntimeStatus.PENDING))).isZero();
		assertThat(this.queries.purge(HUB, OrchestrationFilter.ALL.withRuntimeStatus(RuntimeStatus.FAILED))).isZero();
		assertThat(this.queries.purge(HUB, OrchestrationFilter.ALL.withInstanceIdPrefix("i24"))).isEqualTo(11);
		assertThat(this.queries.purge(HUB, OrchestrationFilter.ALL.withCreatedTo(TIME.plusSeconds(219))))
			.isEqualTo(219);
		assertThat(this.fixture.count("instance")).isEqualTo(21);
		assertThat(this.fixture.count("history")).isEqualTo(41);
		assertThat(this.queries.purge(HUB, OrchestrationFilter.ALL)).isEqualTo(20);
		assertThat(this.fixture.count("instance")).isEqualTo(1);
		assertThat(this.fixture.count("history")).isEqualTo(1);
		assertThat(ids(OrchestrationFilter.ALL)).containsExactly("unfinished");
	}

	@Test
	void purgesLongHistoriesInBatches() {
		NewInstance instance = start("long", TIME);
		claim();
		this.committer.commit(this.node,
				List.of(InstanceCommit.turn(instance.id(),
						IntStream.rangeClosed(1, 2500).mapToObj((i) -> StoreFixture.turn(instance.id(), i)).toList(),
						null, List.of(), List.of(), List.of())));
		this.committer.commit(this.node, List.of(StoreFixture.finishing(instance.id(), 2501)));
		finished("short", TIME);
		NewInstance running = start("running", TIME);
		assertThat(this.queries.purge(HUB, OrchestrationFilter.ALL)).isEqualTo(2);
		assertThat(this.fixture.count("history")).isEqualTo(1);
		assertThat(summary(running).firstEvents()).isEqualTo(running.events());
	}

	@Test
	void twoPurgesShareTheWork() throws Exception {
		for (int i = 0; i < 400; i++) {
			finished("i" + i, TIME.plusSeconds(i % 7));
		}
		ExecutorService executor = Executors.newFixedThreadPool(3);
		try {
			Callable<Long> purge = () -> this.queries.purge(HUB, OrchestrationFilter.ALL);
			Callable<Long> leftovers = () -> {
				this.fixture.store.instances().purgeLeftovers(1000);
				return 0L;
			};
			long sum = 0;
			for (Future<Long> purged : executor.invokeAll(List.of(purge, purge, leftovers))) {
				sum += purged.get();
			}
			assertThat(sum).isEqualTo(400);
		}
		finally {
			executor.shutdown();
		}
		while (this.fixture.store.instances().purgeLeftovers(1000) > 0) {
			// what the two have left to each other
		}
		assertThat(this.fixture.count("instance")).isZero();
		assertThat(this.fixture.count("history")).isZero();
	}

	@Test
	void aPurgeThatDiesMidwayHasDeletedWholeInstances() {
		for (int i = 0; i < 250; i++) {
			finished("i" + i, TIME.plusSeconds(i));
		}
		HookedDataSource hooked = new HookedDataSource(this.fixture.dataSource);
		int[] deletions = { 0 };
		try (StoreFixture dying = new StoreFixture(hooked)) {
			hooked.beforeStatements((sql) -> {
				if (sql.startsWith("delete from durable_history") && ++deletions[0] > 1) {
					throw new IllegalStateException("the process dies");
				}
			});
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> dying.store.queries().purge(HUB, OrchestrationFilter.ALL));
		}
		assertThat(ids(OrchestrationFilter.ALL)).hasSize(50);
		assertThat(this.fixture.count("instance")).isEqualTo(150);
		while (this.fixture.store.instances().purgeLeftovers(1000) > 0) {
			// goes on where the other ended
		}
		assertThat(this.fixture.count("instance")).isEqualTo(50);
		assertThat(this.fixture.count("history")).isEqualTo(100);
		assertThat(this.queries.purge(HUB, OrchestrationFilter.ALL)).isEqualTo(50);
	}

	@Test
	void aBatchThatFailsLeavesItsInstances() {
		for (int i = 0; i < 150; i++) {
			finished("i" + i, TIME.plusSeconds(i));
		}
		HookedDataSource hooked = new HookedDataSource(this.fixture.dataSource);
		int[] commits = { 0 };
		try (StoreFixture failing = new StoreFixture(hooked)) {
			hooked.beforeStatements((sql) -> {
				if (sql.contains("'@replaced/'") && ++commits[0] > 1) {
					throw new StoreException(StoreException.Kind.UNAVAILABLE, "gone", null);
				}
			});
			// the first batch has been purged, so nobody may say that nothing has
			// happened
			assertThatExceptionOfType(StoreException.class)
				.isThrownBy(() -> failing.store.queries().purge(HUB, OrchestrationFilter.ALL))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(StoreException.Kind.UNKNOWN));
			assertThat(ids(OrchestrationFilter.ALL)).hasSize(50);
			assertThatExceptionOfType(StoreException.class)
				.isThrownBy(() -> failing.store.queries().purge(HUB, OrchestrationFilter.ALL))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(StoreException.Kind.UNAVAILABLE));
		}
		assertThat(ids(OrchestrationFilter.ALL)).hasSize(50);
		assertThat(this.fixture.count("instance")).isEqualTo(50);
	}

	@Test
	void aPurgeIsDoneWhenItsInstancesAreHidden() {
		for (int i = 0; i < 150; i++) {
			finished("i" + i, TIME.plusSeconds(i));
		}
		HookedDataSource hooked = new HookedDataSource(this.fixture.dataSource);
		try (StoreFixture failing = new StoreFixture(hooked)) {
			hooked.beforeStatements((sql) -> {
				if (sql.startsWith("delete from durable_history")) {
					throw new StoreException(StoreException.Kind.UNAVAILABLE, "gone", null);
				}
			});
			assertThat(failing.store.queries().purge(HUB, OrchestrationFilter.ALL)).isEqualTo(150);
		}
		assertThat(ids(OrchestrationFilter.ALL)).isEmpty();
		assertThat(this.fixture.count("instance")).isEqualTo(150);
		while (this.fixture.store.instances().purgeLeftovers(1000) > 0) {
			// what is left
		}
		assertThat(this.fixture.count("instance")).isZero();
		assertThat(this.fixture.count("history")).isZero();
	}

	@Test
	void whatHasEndedOtherwiseSinceItWasFoundIsNotPurged() {
		NewInstance failed = finished("failed", TIME, RuntimeStatus.FAILED);
		NewInstance rewound = finished("rewound", TIME.plusSeconds(1), RuntimeStatus.FAILED);
		HookedDataSource hooked = new HookedDataSource(this.fixture.dataSource);
		try (StoreFixture other = new StoreFixture(hooked)) {
			hooked.beforeStatements((sql) -> {
				if (sql.contains("skip locked")) {
					hooked.beforeStatements((later) -> {
					});
					rewind(rewound);
					claim();
					this.committer.commit(this.node, List.of(StoreFixture.finishing(rewound.id(), 3)));
				}
			});
			assertThat(other.store.queries()
				.purge(HUB, OrchestrationFilter.ALL.withRuntimeStatus(RuntimeStatus.FAILED, RuntimeStatus.TERMINATED)))
				.isEqualTo(1);
		}
		assertThat(this.fixture.store.instances().find(HUB, failed.instanceId())).isEmpty();
		assertThat(this.fixture.row(rewound.instanceId()).status()).isEqualTo(RuntimeStatus.COMPLETED);
	}

	private void rewind(NewInstance instance) {
		Reopening reopening = new Reopening(
				Collections.singletonMap(instance.id(), this.fixture.row(instance.instanceId()).completedAt()),
				List.of(StoreFixture.turn(instance.id(), 2)), List.of(), List.of(), List.of(), Map.of());
		assertThat(this.fixture.store.instances().reopen(reopening, () -> {
		})).isTrue();
	}

	@Test
	void aPageEndsWhereItBecomesLarge() {
		List<String> expected = new ArrayList<>();
		String large = "x".repeat(1_000_000);
		for (int i = 0; i < 34; i++) {
			String id = "i" + i;
			expected.add(0, id);
			start(id, TIME.plusSeconds(i), large);
		}
		List<String> found = new ArrayList<>();
		int pages = 0;
		InstancePosition after = null;
		do {
			InstancePage page = this.queries.list(HUB, OrchestrationFilter.ALL, after, 100, true, true);
			page.instances().forEach((summary) -> assertThat(summary.firstEvents().length()).isGreaterThan(1_000_000));
			found.addAll(names(page));
			pages++;
			after = page.next();
		}
		while (after != null);
		assertThat(pages).isBetween(3, 5);
		assertThat(found).containsExactlyElementsOf(expected);
		InstancePage bare = this.queries.list(HUB, OrchestrationFilter.ALL, null, 100, false, false);
		assertThat(names(bare)).containsExactlyElementsOf(expected);
		assertThat(bare.next()).isNull();
	}

	@Test
	void aPageOfSmallInstancesIsAsLongAsItIsWanted() {
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < 150; i++) {
			expected.add(0, "i" + i);
			start("i" + i, TIME.plusSeconds(i));
		}
		InstancePage page = this.queries.list(HUB, OrchestrationFilter.ALL, null, 149, true, true);
		assertThat(names(page)).containsExactlyElementsOf(expected.subList(0, 149));
		InstancePage last = this.queries.list(HUB, OrchestrationFilter.ALL, page.next(), 149, true, true);
		assertThat(names(last)).containsExactly("i0");
		assertThat(last.next()).isNull();
	}

	private NewInstance start(String instanceId, Instant createdAt) {
		return start(instanceId, "Order", createdAt, Map.of());
	}

	private NewInstance start(String instanceId, String name, Instant createdAt, Map<String, String> tags) {
		return start(instanceId, name, createdAt, tags, "input");
	}

	private NewInstance start(String instanceId, Instant createdAt, String input) {
		return start(instanceId, "Order", createdAt, Map.of(), input);
	}

	private NewInstance start(String instanceId, String name, Instant createdAt, Map<String, String> tags,
			String input) {
		NewInstance instance = new NewInstance(this.fixture.store.newInstanceId(), HUB, instanceId, name, "1", false,
				createdAt, null, null, TraceContext.NONE, tags, "[\"" + input + "\"]");
		this.fixture.store.instances().insert(instance, () -> {
		});
		return instance;
	}

	private NewInstance finished(String instanceId, Instant createdAt) {
		return finished(instanceId, createdAt, RuntimeStatus.COMPLETED);
	}

	private NewInstance finished(String instanceId, Instant createdAt, RuntimeStatus status) {
		NewInstance instance = new NewInstance(this.fixture.store.newInstanceId(), HUB, instanceId, "Order", "1", true,
				createdAt, null, null, TraceContext.NONE, Map.of(), "[\"input\"]");
		this.committer.commit(this.node, List.of(InstanceCommit.start(instance)));
		finish(instance, status);
		return instance;
	}

	private void finish(NewInstance instance) {
		finish(instance, RuntimeStatus.COMPLETED);
	}

	private void finish(NewInstance instance, RuntimeStatus status) {
		InstanceChange change = new InstanceChange(status, 0, null, StoreFixture.now());
		this.committer.commit(this.node, List.of(InstanceCommit.turn(instance.id(),
				List.of(StoreFixture.turn(instance.id(), 1)), change, List.of(), List.of(), List.of())));
	}

	private void claim() {
		this.fixture.store.claims().claim(this.node, HUB, Set.of(StoreFixture.CODE), 10);
	}

	private List<String> ids(OrchestrationFilter filter) {
		return names(this.queries.list(HUB, filter, null, 100, true, true));
	}

	private List<String> pages(OrchestrationFilter filter, int size) {
		List<String> ids = new ArrayList<>();
		InstancePosition after = null;
		do {
			InstancePage page = this.queries.list(HUB, filter, after, size, true, true);
			assertThat(page.instances()).hasSizeLessThanOrEqualTo(size);
			ids.addAll(names(page));
			after = page.next();
		}
		while (after != null);
		return ids;
	}

	private static List<String> names(InstancePage page) {
		return page.instances().stream().map((summary) -> summary.row().instanceId()).toList();
	}

}
