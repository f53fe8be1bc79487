package dev.durable.benchmark.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Threads that call a system, platform threads as those of a servlet container.
 */
final class Callers {

	private static final Executor THREADS = new SimpleAsyncTaskExecutor("caller-");

	private Callers() {
	}

	static List<CompletableFuture<Void>> start(int count, Call call) {
		List<CompletableFuture<Void>> callers = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			int number = i;
			callers.add(CompletableFuture.runAsync(() -> run(call, number), THREADS));
		}
		return callers;
	}

	static void join(List<CompletableFuture<Void>> callers) {
		CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)).join();
	}

	private static void run(Call call, int number) {
		try {
			call.run(number);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What a caller does.
	 */
	@FunctionalInterface
	interface Call {

		void run(int caller) throws Exception;

	}

}
