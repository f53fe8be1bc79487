package dev.durable.store.jpa;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.durable.store.ActivityStore;
import dev.durable.store.ClaimStore;
import dev.durable.store.CommitStore;
import dev.durable.store.InstanceCommit;
import dev.durable.store.NewInstance;
import dev.durable.store.Release;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the looks for something to do read on H2 beside many instances that there is
 * nothing to do for: those that wait, owned or not, and those that nobody has code for.
 */
class GrownH2IntegrationTests {

	private static final int MANY = 20_000;

	private static final int FEW = 40;

	private static final Pattern SCANNED = Pattern.compile("scanCount: (\\d+)");

	private ExplainedDataSource<Scan> explained;

	private StoreFixture fixture;

	private CommitStore committer;

	private long node;

	@BeforeEach
	void setUp() {
		this.explained = new ExplainedDataSource<>(TestDatabase.H2_MEMORY.newPool(), "explain analyze", Scan::of);
		this.fixture = new StoreFixture(this.explained);
		this.node = this.fixture.join();
		this.committer = this.fixture.store.openCommitter();
		execute("""
				insert into durable_instance (id, task_hub, instance_id, name, version, generation, runtime_status,
					created_at, owner_node, wake_at, leftover)
				select 10000000 + x, 'hub', 'grown-' || x, case when mod(x, 4) = 1 then 'Removed' else 'Order' end,
					case when mod(x, 4) = 2 then '0' else '1' end, 0, 'RUNNING', current_timestamp,
					case when mod(x, 4) = 3 then %d end,
					case when mod(x, 4) in (1, 2) then current_timestamp when mod(x, 8) = 4
						then dateadd(day, 1, current_timestamp) end,
					false
				from system_range(1, %d)
				""".formatted(this.node, MANY));
		execute("""
				insert into durable_message (instance, kind, name, generation, task_id, attempt)
				select 10000000 + x, 'EVENT', 'a', 0, 0, 0 from system_range(1, %d)
				""".formatted(MANY));
		execute("""
				insert into durable_activity (instance, generation, task_id, attempt, task_hub, name, due_at)
				select 10000000 + x, 0, 1, 1, 'hub', case when mod(x, 2) = 0 then 'Removed' else 'Charge' end,
					dateadd(day, case when mod(x, 2) = 0 then -1 else 1 end, current_timestamp)
				from system_range(1, %d)
				""".formatted(MANY));
	}

	@AfterEach
	void tearDown() {
		this.committer.close();
		this.fixture.close();
	}

	@Test
	void aLookReadsWhatThereIsToDo() {
		NewInstance due = this.fixture.started(this.committer, this.node);
		this.committer.commit(this.node, List.of(InstanceCommit.release(new Release(due.id(), StoreFixture.now()))));
		NewInstance addressed = this.fixture.started(this.committer, this.node);
		this.committer.commit(this.node,
				List.of(StoreFixture.handingOver(due.id(), 1, StoreFixture.activity(due.id(), 1))));
		this.fixture.store.instances()
			.send(StoreFixture.HUB, addressed.instanceId(), StoreFixture.event("a"), 10, null, (receiver) -> {
			});
		this.explained.plans.clear();
		ClaimStore claims = this.fixture.store.claims();
		ActivityStore activities = this.fixture.store.activities();
		assertThat(claims.nextWakeUp(StoreFixture.HUB, Set.of(StoreFixture.CODE))).isNotNull();
		assertThat(claims.claim(this.node, StoreFixture.HUB, Set.of(StoreFixture.CODE), 10).taken())
			.containsExactly(due.id());
		assertThat(claims.collect(this.node, 10, 10).taken()).containsOnlyKeys(addressed.id());
		assertThat(activities.nextDue(StoreFixture.HUB, Set.of("Charge"))).isNotNull();
		assertThat(activities.claim(this.node, StoreFixture.HUB, Set.of("Charge"), 10).taken()).hasSize(1);
		assertThat(this.explained.plans).hasSizeGreaterThan(6)
			.allSatisfy((scan) -> assertThat(scan.rows()).as(scan.explanation()).isLessThan(FEW));
	}

	private void execute(String sql) {
		this.fixture.jdbc.sql(sql).update();
	}

	/**
	 * What H2 read for a query.
	 *
	 * @param explanation what H2 says of it
	 * @param rows how many rows and entries of indexes it has read
	 */
	private record Scan(String explanation, long rows) {

		static Scan of(String sql, String explanation) {
			Matcher counts = SCANNED.matcher(explanation);
			return new Scan(explanation, counts.results().mapToLong((count) -> Long.parseLong(count.group(1))).sum());
		}

	}

}
