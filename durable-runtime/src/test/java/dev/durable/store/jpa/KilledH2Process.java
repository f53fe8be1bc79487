package dev.durable.store.jpa;

import java.util.List;

import dev.durable.store.CommitStore;
import dev.durable.store.InstanceCommit;
import dev.durable.store.NewInstance;

/**
 * Commits to an H2 file and dies at once, without closing anything.
 */
public final class KilledH2Process {

	static final int KILLED = 42;

	private KilledH2Process() {
	}

	public static void main(String[] arguments) {
		StoreFixture fixture = new StoreFixture(TestDatabase.pool(arguments[0]));
		long node = fixture.join();
		CommitStore committer = fixture.store.openCommitter();
		NewInstance instance = fixture.instance("killed", true);
		committer.commit(node, List.of(InstanceCommit.start(instance)));
		committer.commit(node, List.of(StoreFixture.plain(instance.id(), 1)));
		Runtime.getRuntime().halt(KILLED);
	}

}
