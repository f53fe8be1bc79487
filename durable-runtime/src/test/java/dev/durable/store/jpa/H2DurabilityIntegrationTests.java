package dev.durable.store.jpa;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.durable.store.CommitStore;
import dev.durable.store.NodeRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for an H2 file whose process is killed.
 */
class H2DurabilityIntegrationTests {

	@TempDir
	Path directory;

	@Test
	void whatWasCommittedSurvivesTheProcessAndItsNodeIsKnownToBeDead() throws Exception {
		String url = "jdbc:h2:file:" + this.directory.resolve("durable").toAbsolutePath();
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), KilledH2Process.class.getName(), url)
			.inheritIO()
			.start();
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isEqualTo(KilledH2Process.KILLED);
		try (var fixture = new StoreFixture(TestDatabase.pool(url))) {
			var nodes = fixture.store.nodes();
			assertThat(fixture.store.instances().history(StoreFixture.HUB, "killed")).hasSize(2);
			long dead = nodes.nodes().get(0).id();
			long sibling = nodes.join("of this process");
			long indexes = countOfIndexes(fixture);
			// as if that process had been killed while it built indexes anew, and started
			// something
			fixture.jdbc.sql("drop index durable_instance_owner").update();
			fixture.jdbc.sql("delete from durable_history where instance = ?")
				.param(unfinishedStart(fixture, sibling))
				.update();
			assertThat(nodes.certainlyDead()).containsExactly(dead);
			assertThat(nodes.certainlyDead()).isEmpty();
			assertThat(countOfIndexes(fixture)).as("indexes are built anew, none is lost").isEqualTo(indexes);
			assertThat(fixture.count("instance")).as("what has no history was not started").isOne();
			assertThat(fixture.store.instances().history(StoreFixture.HUB, "killed")).hasSize(2);
			assertThat(fixture.store.instances().insert(fixture.instance("killed", false), () -> {
			})).as("its id is still taken").isFalse();
			assertThat(nodes.nodes()).extracting(NodeRow::id).containsExactly(sibling);
			assertThat(nodes.clearOwner(dead, 10)).isEqualTo(1);
			assertThat(fixture.store.claims().claim(sibling, StoreFixture.HUB, Set.of(StoreFixture.CODE), 10).taken())
				.hasSize(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ";DATABASE_TO_LOWER=TRUE" })
	void aRepairThatWasCutShortIsDoneAgain(String settings) {
		String url = "jdbc:h2:file:" + this.directory.resolve("repaired").toAbsolutePath() + settings;
		try (var fixture = new StoreFixture(TestDatabase.pool(url))) {
			long indexes = countOfIndexes(fixture);
			fixture.jdbc.sql("alter table durable_instance drop constraint durable_instance_key").update();
			fixture.jdbc.sql("alter table durable_history drop primary key").update();
			for (String crash : List.of("while it was repaired", "later")) {
				long dead = fixture.store.nodes().join("of an earlier process");
				fixture.jdbc.sql("update durable_node set process = 'earlier'").update();
				assertThat(fixture.store.nodes().certainlyDead()).as(crash).containsExactly(dead);
				assertThat(countOfIndexes(fixture)).as(crash).isEqualTo(indexes);
			}
		}
	}

	@Test
	void nobodyIsCertainlyDeadOnPostgres() {
		StoreFixture fixture = StoreFixture.shared(TestDatabase.POSTGRESQL);
		fixture.join();
		fixture.jdbc.sql("update durable_node set process = 'other'").update();
		assertThat(fixture.store.nodes().certainlyDead()).isEmpty();
	}

	private static long unfinishedStart(StoreFixture fixture, long node) {
		try (CommitStore committer = fixture.store.openCommitter()) {
			return fixture.started(committer, node).id();
		}
	}

	private static long countOfIndexes(StoreFixture fixture) {
		return fixture.jdbc
			.sql("select count(*) from information_schema.indexes where upper(table_name) like 'DURABLE%'")
			.query(Long.class)
			.single();
	}

}
