package dev.durable.engine;

import java.util.concurrent.locks.LockSupport;

import com.zaxxer.hikari.HikariDataSource;
import dev.durable.StartOptions;
import dev.durable.store.jpa.JpaDurableStore;
import dev.durable.store.jpa.TestDatabase;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Runs a transactional activity and stops right before or right after its commit, to be
 * killed there.
 */
public final class KilledTransactionProcess {

	static final String REACHED = "reached";

	static final String BEFORE = "before";

	static final String INSTANCE = "killed";

	private KilledTransactionProcess() {
	}

	public static void main(String[] arguments) {
		HikariDataSource pool = TestDatabase.pool(arguments[0]);
		JdbcClient.create(pool).sql("create table effect (text varchar(100))").update();
		HookedTransactionManager manager = new HookedTransactionManager(pool);
		if (arguments[1].equals(BEFORE)) {
			manager.beforeCommit(KilledTransactionProcess::reach);
		}
		else {
			manager.afterCommit(KilledTransactionProcess::reach);
		}
		DurableEngine engine = engine(pool, manager, "killed");
		engine.start();
		engine.client().start("Writes", null, StartOptions.instanceId(INSTANCE));
		waitForDeath();
	}

	static DurableEngine engine(HikariDataSource pool, HookedTransactionManager manager, String text) {
		TestCode code = new TestCode().transactionalActivity("Write", Void.class, (context, input) -> {
			JdbcClient.create(pool).sql("insert into effect values (?)").param(text).update();
			return text;
		})
			.orchestrator("Writes",
					(context, input) -> context.callActivity("Write", null, String.class).await() + " by " + text);
		JpaDurableStore store = JpaDurableStore.builder(pool)
			.nodeTimeout(PostgresCluster.SETTINGS.nodeTimeout())
			.build();
		return DurableEngine.builder(store, code.registrations())
			.settings(PostgresCluster.SETTINGS)
			.transactionalCommits(store.transactionalCommits((name) -> manager))
			.build();
	}

	private static void reach() {
		System.out.println(REACHED);
		waitForDeath();
	}

	/**
	 * In a loop, because to park may return at once: a client that waited can leave a
	 * permit behind.
	 */
	private static void waitForDeath() {
		while (true) {
			LockSupport.park();
		}
	}

}
