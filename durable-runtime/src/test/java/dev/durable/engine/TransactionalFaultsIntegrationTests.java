package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.ActivityOptions;
import dev.durable.RetryPolicy;
import dev.durable.StartOptions;
import dev.durable.history.TaskCompleted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Engine contract: the writes of transactional activities are there exactly once,
 * whatever happens to connections and nodes.
 */
@Timeout(180)
class TransactionalFaultsIntegrationTests extends EngineContractTests {

	private static final int INSTANCES = 200;

	private static final int COUNTERS = 10;

	private static final int STEPS = 2;

	private final AtomicInteger lost = new AtomicInteger();

	private final AtomicInteger unanswered = new AtomicInteger();

	private HookedTransactionManager manager;

	@Override
	PlatformTransactionManager transactionManager() {
		return this.manager;
	}

	@Test
	void aCounterCountsExactlyWhatIsRecorded() {
		jdbc().sql("create table counter (id integer primary key, amount integer not null)").update();
		for (int i = 0; i < COUNTERS; i++) {
			jdbc().sql("insert into counter values (?, 0)").param(i).update();
		}
		this.manager = new HookedTransactionManager(dataSource());
		this.manager.beforeCommit(() -> sometimes(this.lost, this.manager::loseConnection));
		this.manager.afterCommit(() -> sometimes(this.unanswered, this.manager::loseAnswer));
		this.code.transactionalActivity("Count", Integer.class,
				(context, input) -> jdbc().sql("update counter set amount = amount + 1 where id = ?")
					.param((Integer) input % COUNTERS)
					.update());
		ActivityOptions retry = ActivityOptions.retry(RetryPolicy.of(100, Duration.ofMillis(20)));
		this.code.orchestrator("Counts", Integer.class, (context, input) -> {
			for (int i = 0; i < STEPS; i++) {
				context.callActivity("Count", (Integer) input + i, Integer.class, retry).await();
			}
			return input;
		});
		startEngine();
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < INSTANCES; i++) {
			ids.add(client().start("Counts", i, StartOptions.instanceId(taskHub() + "-" + i)));
			if (i % 50 == 25) {
				fence();
			}
		}
		for (int i = 0; i < INSTANCES; i++) {
			assertThat(output(ids.get(i))).isEqualTo(String.valueOf(i));
			if (i % 50 == 0) {
				fence();
			}
		}
		assertThat(ids).allSatisfy((id) -> assertThat(recorded(id, TaskCompleted.class)).isEqualTo(STEPS));
		assertThat(jdbc().sql("select sum(amount) from counter").query(Integer.class).single())
			.isEqualTo(STEPS * INSTANCES);
		assertThat(this.lost.get()).isPositive();
		assertThat(this.unanswered.get()).isPositive();
	}

	private static void sometimes(AtomicInteger times, Runnable fault) {
		if (ThreadLocalRandom.current().nextInt(20) == 0) {
			times.incrementAndGet();
			fault.run();
		}
	}

	/**
	 * Take all instances from the node, as one that takes over does.
	 */
	private void fence() {
		boolean done = false;
		while (!done) {
			try {
				done = jdbc().sql("delete from durable_node").update() > 0;
			}
			catch (DataAccessException ex) {
				// somebody has held the fence for long
			}
		}
	}

}
