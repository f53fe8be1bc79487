package dev.durable.store.jpa;

import java.util.List;
import java.util.stream.IntStream;

import dev.durable.store.CommitStore;
import dev.durable.store.InstanceCommit;
import dev.durable.store.NewInstance;
import dev.durable.store.NodeRow;
import dev.durable.store.NodeStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link NodeStore}.
 */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class NodeStoreIntegrationTests {

	@Parameter
	TestDatabase database;

	private StoreFixture fixture;

	private NodeStore nodes;

	@BeforeEach
	void setUp() {
		this.fixture = StoreFixture.shared(this.database);
		this.nodes = this.fixture.store.nodes();
	}

	@Test
	void joinNeverUsesAnIdAgain() {
		long first = this.nodes.join("first");
		this.nodes.remove(first);
		long second = this.nodes.join("second");
		assertThat(second).isGreaterThan(first);
		assertThat(this.nodes.nodes()).extracting(NodeRow::name).containsExactly("second");
	}

	@Test
	void renewMovesTheHeartbeatInDatabaseTime() {
		long node = this.nodes.join("node");
		NodeRow joined = this.nodes.nodes().get(0);
		var renewed = this.nodes.renew(node);
		assertThat(renewed).isAfter(joined.heartbeatAt());
		assertThat(this.nodes.nodes().get(0).heartbeatAt()).isEqualTo(renewed);
		assertThat(this.nodes.nodes().get(0).startedAt()).isEqualTo(joined.startedAt());
	}

	@Test
	void renewDoesNotBringBackARowThatIsGone() {
		long node = this.nodes.join("node");
		this.nodes.remove(node);
		assertThat(this.nodes.renew(node)).isNull();
		assertThat(this.nodes.nodes()).isEmpty();
	}

	@Test
	void removeOfAnUnknownNodeDoesNothing() {
		this.nodes.remove(Long.MAX_VALUE);
		assertThat(this.nodes.nodes()).isEmpty();
	}

	@Test
	void ownersWithoutRowAreFound() {
		long alive = this.nodes.join("alive");
		long dead = this.nodes.join("dead");
		startOwned(alive, 1);
		startOwned(dead, 2);
		assertThat(this.nodes.ownersWithoutRow()).isEmpty();
		this.nodes.remove(dead);
		assertThat(this.nodes.ownersWithoutRow()).containsExactly(dead);
	}

	@Test
	void clearOwnerMakesInstancesDueInPortions() {
		long alive = this.nodes.join("alive");
		long dead = this.nodes.join("dead");
		NewInstance kept = startOwned(alive, 1);
		NewInstance taken = startOwned(dead, 3);
		this.nodes.remove(dead);
		assertThat(this.nodes.ownsAny(dead)).isTrue();
		assertThat(this.nodes.clearOwner(dead, 2)).isEqualTo(2);
		assertThat(this.nodes.clearOwner(dead, 2)).isEqualTo(1);
		assertThat(this.nodes.clearOwner(dead, 2)).isZero();
		assertThat(this.nodes.ownsAny(dead)).isFalse();
		assertThat(this.fixture.row(taken.instanceId()).ownerNode()).isNull();
		assertThat(this.fixture.row(taken.instanceId()).wakeAt()).isNotNull();
		assertThat(this.fixture.row(kept.instanceId()).ownerNode()).isEqualTo(alive);
		assertThat(this.fixture.row(kept.instanceId()).wakeAt()).isNull();
	}

	@Test
	void clearOwnerOfALivingNodeIsRefused() {
		long alive = this.nodes.join("alive");
		assertThatIllegalStateException().isThrownBy(() -> this.nodes.clearOwner(alive, 1))
			.withMessageContaining("removed first");
	}

	private NewInstance startOwned(long node, int count) {
		try (CommitStore committer = this.fixture.store.openCommitter()) {
			List<NewInstance> instances = IntStream.range(0, count)
				.mapToObj((i) -> this.fixture.instance(StoreFixture.uniqueId(), true))
				.toList();
			committer.commit(node, instances.stream().map(InstanceCommit::start).toList());
			return instances.get(0);
		}
	}

}
