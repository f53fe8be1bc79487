package dev.durable.store.jpa;

import java.util.List;
import java.util.Map;

import dev.durable.RuntimeStatus;
import dev.durable.store.CommitStore;
import dev.durable.store.InstanceCommit;
import dev.durable.store.InstanceEvidence;
import dev.durable.store.Message;
import dev.durable.store.NewInstance;
import dev.durable.store.NodeRow;
import dev.durable.store.ParentLink;
import dev.durable.store.TurnRow;
import dev.durable.store.UnfinishedChild;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link InstanceInspection}.
 */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class InstanceInspectionIntegrationTests {

	private static final String HUB = StoreFixture.HUB;

	@Parameter
	TestDatabase database;

	private StoreFixture fixture;

	private CommitStore committer;

	private long node;

	@BeforeEach
	void setUp() {
		this.fixture = StoreFixture.shared(this.database);
		this.committer = this.fixture.store.openCommitter();
		this.node = this.fixture.join();
	}

	@AfterEach
	void tearDown() {
		this.committer.close();
	}

	@Test
	void findsAllThatConcernsAnInstance() {
		NewInstance parent = this.fixture.started(this.committer, this.node);
		NewInstance child = this.fixture.child("child of " + parent.instanceId(), new ParentLink(parent.id(), 0, 7));
		commit(StoreFixture.creating(parent.id(), 1, child));
		commit(StoreFixture.handingOver(parent.id(), 2, StoreFixture.activity(parent.id(), 8)));
		send(this.fixture, parent.instanceId(), "go");
		InstanceEvidence evidence = this.fixture.store.instances().inspect(HUB, parent.instanceId()).orElseThrow();
		assertThat(evidence.row().ownerNode()).isEqualTo(this.node);
		assertThat(evidence.turns()).extracting(TurnRow::turn).containsExactly(0, 1, 2);
		assertThat(evidence.inbox()).extracting(Message::name, Message::payload).containsExactly(tuple("go", null));
		assertThat(evidence.handedOver()).singleElement().satisfies((attempt) -> {
			assertThat(attempt.taskId()).isEqualTo(8);
			assertThat(attempt.attempt()).isEqualTo(1);
			assertThat(attempt.ownerNode()).isNull();
		});
		assertThat(evidence.children())
			.containsExactly(new UnfinishedChild(child.instanceId(), RuntimeStatus.PENDING, 0, 7));
		assertThat(evidence.nodes()).extracting(NodeRow::id).containsExactly(this.node);
		assertThat(evidence.readAt()).isAfterOrEqualTo(evidence.nodes().get(0).heartbeatAt());
		assertThat(this.fixture.store.instances().inspect(HUB, "nobody")).isEmpty();
		assertThat(this.fixture.store.instances().inspect("other", parent.instanceId())).isEmpty();
	}

	@Test
	void seesOneStateOfTheDatabase() {
		HookedDataSource hooked = new HookedDataSource(this.fixture.dataSource);
		try (StoreFixture other = new StoreFixture(hooked)) {
			NewInstance instance = this.fixture.started(this.committer, this.node);
			hooked.beforeStatements((sql) -> {
				if (sql.contains("durable_message")) {
					hooked.beforeStatements((later) -> {
					});
					send(this.fixture, instance.instanceId(), "late");
					commit(StoreFixture.plain(instance.id(), 1));
				}
			});
			InstanceEvidence before = other.store.instances().inspect(HUB, instance.instanceId()).orElseThrow();
			assertThat(before.turns()).hasSize(1);
			assertThat(before.inbox()).isEmpty();
			InstanceEvidence after = other.store.instances().inspect(HUB, instance.instanceId()).orElseThrow();
			assertThat(after.turns()).hasSize(2);
			assertThat(after.inbox()).hasSize(1);
		}
	}

	@Test
	void leavesConnectionsAsTheyWere() {
		NewInstance instance = this.fixture.started(this.committer, this.node);
		String isolation = (this.database == TestDatabase.POSTGRESQL) ? "show transaction_isolation"
				: "select isolation_level from information_schema.sessions where session_id = session_id()";
		Map<String, Object> before = this.fixture.jdbc.sql(isolation).query().singleRow();
		for (int i = 0; i < 20; i++) {
			this.fixture.store.instances().inspect(HUB, instance.instanceId());
			assertThat(this.fixture.jdbc.sql(isolation).query().singleRow()).isEqualTo(before);
		}
	}

	private void commit(InstanceCommit commit) {
		this.committer.commit(this.node, List.of(commit));
	}

	private static void send(StoreFixture fixture, String instanceId, String event) {
		fixture.store.instances().send(HUB, instanceId, StoreFixture.event(event), 10, null, (receiver) -> {
		});
	}

}
