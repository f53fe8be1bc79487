package dev.durable.store.jpa;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariDataSource;
import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link InstanceIds}.
 */
@ParameterizedClass
@EnumSource(value = TestDatabase.class, names = { "H2_MEMORY", "POSTGRESQL" })
@Timeout(60)
class InstanceIdsIntegrationTests {

	private static final int THREADS = 40;

	@Parameter
	TestDatabase database;

	private HikariDataSource pool;

	private HookedDataSource dataSource;

	private StoreFixture fixture;

	private final AtomicInteger takings = new AtomicInteger();

	@BeforeEach
	void open() {
		this.pool = this.database.newPool();
		this.dataSource = new HookedDataSource(this.pool);
		this.fixture = new StoreFixture(this.dataSource);
	}

	@AfterEach
	void close() {
		this.fixture.store.close();
		this.pool.close();
	}

	@Test
	void manyThreadsGetDifferentIdsAndTakeFewBlocks() {
		whenTaking(() -> {
		});
		Collection<Long> ids = new ConcurrentLinkedQueue<>();
		CountDownLatch ready = new CountDownLatch(THREADS);
		List<CompletableFuture<Void>> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			threads.add(PostgresCluster.run(() -> {
				ready.countDown();
				awaitUninterruptibly(ready);
				for (int n = 0; n < 500; n++) {
					ids.add(this.fixture.store.newInstanceId());
				}
			}));
		}
		threads.forEach(CompletableFuture::join);
		assertThat(ids).hasSize(THREADS * 500).doesNotHaveDuplicates();
		assertThat(this.takings).as("not more than if each had taken one block")
			.hasValueBetween(1, THREADS * 500 / 100);
	}

	@Test
	void idsThatAreUsedUpSlowlyComeInSingleBlocks() {
		long first = this.fixture.store.newInstanceId();
		Set<Long> ids = new HashSet<>();
		for (int i = 1; i < 100; i++) {
			ids.add(this.fixture.store.newInstanceId());
		}
		assertThat(ids).allMatch((id) -> id > first && id < first + 100);
	}

	@Test
	void whoIsInATransactionDoesNotWaitForWhoWaitsForAConnection() {
		CountDownLatch goOn = new CountDownLatch(1);
		CountDownLatch reached = new CountDownLatch(1);
		Thread waiting = new Thread(() -> this.fixture.store.newInstanceId());
		whenTaking(() -> {
			if (Thread.currentThread() == waiting) {
				reached.countDown();
				awaitUninterruptibly(goOn);
			}
		});
		waiting.start();
		awaitUninterruptibly(reached);
		TransactionTemplate application = new TransactionTemplate(new JdbcTransactionManager(this.dataSource));
		Long id = application.execute((status) -> this.fixture.store.newInstanceId());
		assertThat(id).isPositive();
		assertThat(this.fixture.store.newInstanceId()).as("the rest of that block").isPositive();
		goOn.countDown();
		await().until(() -> !waiting.isAlive());
	}

	@Test
	void whoWaitsForBlocksTriesForItselfWhenTheyCannotBeTaken() {
		CountDownLatch goOn = new CountDownLatch(1);
		whenTaking(() -> {
			if (this.takings.get() == 1) {
				awaitUninterruptibly(goOn);
				throw new StoreException(Kind.UNAVAILABLE, "interrupted", null);
			}
		});
		List<CompletableFuture<Long>> ids = new ArrayList<>();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			CompletableFuture<Long> id = new CompletableFuture<>();
			ids.add(id);
			threads.add(new Thread(() -> id.completeAsync(this.fixture.store::newInstanceId, Runnable::run)));
		}
		threads.forEach(Thread::start);
		await().until(() -> threads.stream().allMatch((thread) -> thread.getState() == Thread.State.WAITING));
		goOn.countDown();
		ids.forEach((id) -> id.handle((taken, failure) -> failure).join());
		assertThat(ids).filteredOn(CompletableFuture::isCompletedExceptionally)
			.singleElement()
			.satisfies((failed) -> assertThatExceptionOfType(CompletionException.class).isThrownBy(failed::join)
				.withMessageContaining("interrupted"));
		assertThat(ids).filteredOn((id) -> !id.isCompletedExceptionally())
			.extracting(CompletableFuture::join)
			.hasSize(2)
			.doesNotHaveDuplicates();
	}

	private void whenTaking(Runnable hook) {
		this.dataSource.beforeStatements((sql) -> {
			if (sql.contains("durable_instance_id")) {
				this.takings.incrementAndGet();
				hook.run();
			}
		});
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
