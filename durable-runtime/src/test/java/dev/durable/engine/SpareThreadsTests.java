package dev.durable.engine;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link SpareThreads} and {@link PlatformThreads}.
 */
class SpareThreadsTests {

	private final List<Thread> made = new CopyOnWriteArrayList<>();

	private final SpareThreads threads = new SpareThreads((task) -> {
		Thread thread = PlatformThreads.daemon("durable").newThread(task);
		this.made.add(thread);
		return thread;
	});

	@AfterEach
	void close() {
		this.threads.close();
		await().until(() -> this.made.stream().noneMatch(Thread::isAlive));
	}

	@Test
	void noThreadRunsTwoThings() {
		Set<Thread> used = ConcurrentHashMap.newKeySet();
		for (int i = 0; i < 20; i++) {
			CompletableFuture<Boolean> isNew = new CompletableFuture<>();
			this.threads.run("code-" + i, () -> isNew.complete(used.add(Thread.currentThread())));
			assertThat(isNew.join()).isTrue();
		}
	}

	@Test
	void aThreadIsThereBeforeItIsNeeded() {
		CompletableFuture.runAsync(() -> {
		}, (task) -> this.threads.run("first", task)).join();
		await().until(() -> isWaiting(1));
		Thread spare = this.made.get(1);
		CompletableFuture<Thread> second = new CompletableFuture<>();
		this.threads.run("second", () -> second.complete(Thread.currentThread()));
		assertThat(second.join()).isSameAs(spare);
		assertThat(spare.getName()).isEqualTo("second");
	}

	@Test
	void onlyAFewThreadsWait() {
		AtomicInteger ran = new AtomicInteger();
		CompletableFuture<Void> all = new CompletableFuture<>();
		for (int i = 0; i < 10; i++) {
			this.threads.run("code", () -> {
				all.join();
				ran.incrementAndGet();
			});
		}
		all.complete(null);
		await().until(() -> ran.get() == 10 && this.made.stream().filter(Thread::isAlive).count() == 2);
		await().during(Duration.ofMillis(50)).until(() -> this.made.size() == 12);
	}

	@Test
	void closingEndsTheThreadsThatWaitAndMakesNoMore() {
		CompletableFuture<Void> end = new CompletableFuture<>();
		this.threads.run("first", end::join);
		CompletableFuture.runAsync(() -> {
		}, (task) -> this.threads.run("second", task)).join();
		await().until(() -> isWaiting(2));
		this.threads.close();
		end.complete(null);
		await().until(() -> this.made.stream().noneMatch(Thread::isAlive));
		assertThat(this.made).hasSize(3);
	}

	@Test
	void afterAnErrorThereIsAThreadForTheNext() {
		CompletableFuture<Void> ran = new CompletableFuture<>();
		Thread.UncaughtExceptionHandler silent = (thread, ex) -> {
		};
		this.threads.run("first", () -> {
			Thread.currentThread().setUncaughtExceptionHandler(silent);
			throw new StackOverflowError("for a test");
		});
		this.threads.run("second", () -> ran.complete(null));
		ran.join();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void threadsInheritNothingButHaveTheClassLoaderOfTheirFactory(boolean cheap) throws Exception {
		InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		try (URLClassLoader application = new URLClassLoader(new URL[0], before)) {
			Thread.currentThread().setContextClassLoader(application);
			ThreadFactory factory = cheap ? PlatformThreads.waiting() : PlatformThreads.daemon("durable");
			Thread.currentThread().setContextClassLoader(null);
			local.set("mine");
			CompletableFuture<String> seen = new CompletableFuture<>();
			CompletableFuture<ClassLoader> loader = new CompletableFuture<>();
			factory.newThread(() -> {
				seen.complete(String.valueOf(local.get()));
				loader.complete(Thread.currentThread().getContextClassLoader());
			}).start();
			assertThat(seen.join()).isEqualTo("null");
			assertThat(loader.join()).isSameAs(application);
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
			local.remove();
		}
	}

	private boolean isWaiting(int thread) {
		return this.made.size() > thread && this.made.get(thread).getState() == Thread.State.WAITING;
	}

}
