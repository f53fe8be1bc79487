package dev.durable.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import dev.durable.InstanceAlreadyExistsException;
import dev.durable.StartOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application whose open transaction holds what many commits need.
 */
class EngineLocksIntegrationTests extends EngineContractTests {

	private static final int HELD = 40;

	private static final int OTHERS = 20;

	@BeforeEach
	void code() {
		this.code.increment().orchestrator("Steps", Integer.class, (context, input) -> {
			int value = (Integer) input;
			for (int i = 0; i < 5; i++) {
				value = context.callActivity("Increment", value, Integer.class).await();
			}
			return value;
		}).orchestrator("Waits", (context, input) -> {
			context.setCustomStatus(context.waitForEvent("go", String.class).await());
			return context.waitForEvent("go", String.class).await();
		}).orchestrator("Starter", String.class, (context, input) -> {
			context.waitForEvent("go", String.class).await();
			return input;
		});
		startEngine();
	}

	@Test
	void rowsHoldUpNoOtherInstance() throws Exception {
		List<String> held = new ArrayList<>();
		for (int i = 0; i < HELD; i++) {
			held.add(client().start("Waits", null));
		}
		List<CompletableFuture<?>> events = new ArrayList<>();
		try (Connection application = dataSource().getConnection()) {
			application.setAutoCommit(false);
			try (PreparedStatement statement = application
				.prepareStatement("select id from durable_instance where task_hub = ? for update")) {
				statement.setString(1, taskHub());
				statement.executeQuery();
			}
			held.forEach((id) -> events.add(async(() -> {
				client().raiseEvent(id, "go", "first");
				return id;
			})));
			completeOthers();
			assertThat(events).noneMatch(CompletableFuture::isDone);
			application.rollback();
		}
		events.forEach(CompletableFuture::join);
		for (String id : held) {
			client().raiseEvent(id, "go", "second");
			assertThat(output(id)).isEqualTo("\"second\"");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void keysHoldUpNoOtherInstance(boolean commits) {
		TransactionTemplate application = new TransactionTemplate(new JdbcTransactionManager(dataSource()));
		List<CompletableFuture<String>> starts = new ArrayList<>();
		application.executeWithoutResult((status) -> {
			for (int i = 0; i < HELD; i++) {
				client().start("Starter", "application", StartOptions.instanceId("held-" + i));
			}
			for (int i = 0; i < HELD; i++) {
				StartOptions options = StartOptions.instanceId("held-" + i);
				starts.add(async(() -> client().start("Starter", "client", options)));
			}
			async(() -> {
				completeOthers();
				return true;
			}).join();
			assertThat(starts).noneMatch(CompletableFuture::isDone);
			if (!commits) {
				status.setRollbackOnly();
			}
		});
		for (int i = 0; i < HELD; i++) {
			CompletableFuture<String> start = starts.get(i);
			if (commits) {
				assertThatExceptionOfType(Exception.class).isThrownBy(start::join)
					.withCauseInstanceOf(InstanceAlreadyExistsException.class);
			}
			else {
				start.join();
			}
			client().raiseEvent("held-" + i, "go", null);
			assertThat(output("held-" + i)).isEqualTo(commits ? "\"application\"" : "\"client\"");
		}
	}

	private void completeOthers() {
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < OTHERS; i++) {
			ids.add(client().start("Steps", i));
		}
		for (int i = 0; i < OTHERS; i++) {
			assertThat(output(ids.get(i))).isEqualTo(String.valueOf(i + 5));
		}
	}

	private static <T> CompletableFuture<T> async(Supplier<T> action) {
		return CompletableFuture.supplyAsync(action, (task) -> new Thread(task).start());
	}

}
