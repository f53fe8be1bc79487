package dev.durable.store.jpa;

import java.util.List;
import java.util.Set;

import dev.durable.store.CommitStore;
import dev.durable.store.LoadedInstance;
import dev.durable.store.NewInstance;
import dev.durable.store.NodeFencedException;
import dev.durable.store.Suspicion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Store contract: what the deaths of nodes say against instances.
 */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class SuspicionIntegrationTests {

	@Parameter
	TestDatabase database;

	private StoreFixture fixture;

	private CommitStore committer;

	private long node;

	private long instance;

	@BeforeEach
	void setUp() {
		this.fixture = StoreFixture.shared(this.database);
		this.committer = this.fixture.store.openCommitter();
		this.node = this.fixture.join();
		NewInstance started = this.fixture.started(this.committer, this.node);
		this.instance = started.id();
		this.committer.commit(this.node, List.of(StoreFixture.plain(this.instance, 1)));
	}

	@AfterEach
	void tearDown() {
		this.committer.close();
	}

	@Test
	void nothingIsHeldAgainstAnInstanceThatWasNeverTakenOver() {
		assertThat(suspicion()).isEqualTo(Suspicion.NONE);
	}

	@Test
	void takeoversAtTheSameTurnAddUp() {
		die();
		assertThat(suspicion()).isEqualTo(new Suspicion(1, 1, 0));
		die();
		die();
		assertThat(suspicion()).isEqualTo(new Suspicion(3, 1, 0));
	}

	@Test
	void aTurnThatIsCommittedInBetweenClearsTheInstance() {
		die();
		die();
		this.fixture.store.claims().recordTrial(this.node, this.instance, 2, 1);
		this.committer.commit(this.node, List.of(StoreFixture.plain(this.instance, 2)));
		die();
		assertThat(suspicion()).isEqualTo(new Suspicion(1, 2, 0));
	}

	@Test
	void aTrialIsRememberedWhenTheNodeDies() {
		die();
		die();
		this.fixture.store.claims().recordTrial(this.node, this.instance, 2, 1);
		die();
		assertThat(suspicion()).isEqualTo(new Suspicion(3, 1, 1));
		this.fixture.store.claims().recordTrial(this.node, this.instance, 0, 0);
		die();
		assertThat(suspicion()).isEqualTo(new Suspicion(1, 1, 0));
	}

	@Test
	void aNodeThatHandsItsInstancesBackLeavesNoSuspicion() {
		this.fixture.store.nodes().remove(this.node);
		assertThat(this.fixture.store.nodes().handBack(this.node, 10)).isOne();
		this.node = this.fixture.join();
		claim();
		assertThat(suspicion()).isEqualTo(Suspicion.NONE);
	}

	@Test
	void trialsAreRecordedByTheOwnerOnly() {
		die();
		long other = this.fixture.join();
		this.fixture.store.claims().recordTrial(other, this.instance, 9, 9);
		assertThat(suspicion()).isEqualTo(new Suspicion(1, 1, 0));
		this.fixture.store.nodes().remove(this.node);
		assertThatExceptionOfType(NodeFencedException.class)
			.isThrownBy(() -> this.fixture.store.claims().recordTrial(this.node, this.instance, 9, 9));
	}

	/**
	 * Let the owner die, and another node claim the instance.
	 */
	private void die() {
		this.fixture.store.nodes().remove(this.node);
		assertThat(this.fixture.store.nodes().clearOwner(this.node, 10)).isOne();
		this.node = this.fixture.join();
		claim();
	}

	private void claim() {
		assertThat(
				this.fixture.store.claims().claim(this.node, StoreFixture.HUB, Set.of(StoreFixture.CODE), 10).taken())
			.containsExactly(this.instance);
	}

	private Suspicion suspicion() {
		List<LoadedInstance> loaded = this.fixture.store.claims().load(this.node, List.of(this.instance), 10);
		assertThat(loaded).hasSize(1);
		return loaded.get(0).suspicion();
	}

}
