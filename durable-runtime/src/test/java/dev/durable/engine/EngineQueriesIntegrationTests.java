package dev.durable.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.durable.OrchestrationCounts;
import dev.durable.OrchestrationFilter;
import dev.durable.OrchestrationPage;
import dev.durable.OrchestrationQuery;
import dev.durable.OrchestrationStatus;
import dev.durable.RawJson;
import dev.durable.RuntimeStatus;
import dev.durable.StartOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Engine contract: what clients can do with many instances at once.
 */
class EngineQueriesIntegrationTests extends EngineContractTests {

	private static final OrchestrationFilter ALL = OrchestrationFilter.ALL;

	@BeforeEach
	void someCode() {
		this.code.orchestrator("Echo", RawJson.class, (context, input) -> input);
		this.code.orchestrator("Fails", (context, input) -> {
			throw new IllegalStateException("out of stock");
		});
		this.code.orchestrator("Waits", (context, input) -> {
			context.setCustomStatus("waiting");
			return context.waitForEvent("go", String.class).await();
		});
		startEngine();
	}

	@Test
	void listsWhatStatusQueriesSay() {
		String waiting = client().start("Waits", "a", StartOptions.DEFAULT.withTag("customer", "c1"));
		String completed = client().start("Echo", new RawJson("{\"a\": 1.50}"));
		String failed = client().start("Fails", null);
		finish(completed);
		finish(failed);
		List<OrchestrationStatus> listed = client().list(OrchestrationQuery.DEFAULT).statuses();
		assertThat(listed).extracting(OrchestrationStatus::instanceId).containsExactly(failed, completed, waiting);
		for (OrchestrationStatus status : listed.subList(0, 2)) {
			assertThat(status).isEqualTo(client().status(status.instanceId()).orElseThrow());
		}
		assertThat(listed.get(0).failure().message()).isEqualTo("out of stock");
		assertThat(listed.get(1).output().text()).isEqualTo("{\"a\": 1.50}");
		assertThat(listed.get(2).input().text()).isEqualTo("\"a\"");
		assertThat(listed.get(2).tags()).containsOnly(Map.entry("customer", "c1"));
		OrchestrationStatus bare = client()
			.list(OrchestrationQuery.of(ALL.withName("Echo")).withInput(false).withOutput(false))
			.statuses()
			.get(0);
		assertThat(bare.runtimeStatus()).isEqualTo(RuntimeStatus.COMPLETED);
		assertThat(bare.input()).isNull();
		assertThat(bare.output()).isNull();
	}

	@Test
	void goesFromPageToPage() {
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 7; i++) {
			ids.add(0, client().start("Waits", null));
		}
		List<String> listed = new ArrayList<>();
		OrchestrationQuery query = OrchestrationQuery.DEFAULT.withPageSize(3);
		String token = null;
		do {
			OrchestrationPage page = client().list(query.withContinuationToken(token));
			page.statuses().forEach((status) -> listed.add(status.instanceId()));
			token = page.continuationToken();
		}
		while (token != null);
		assertThat(listed).containsExactlyElementsOf(ids);
	}

	@Test
	void seesItsTaskHubUnlessAnotherIsNamed() {
		String id = client().start("Waits", null);
		assertThat(client().list(OrchestrationQuery.of(ALL.withTaskHub(taskHub()))).statuses()).singleElement()
			.extracting(OrchestrationStatus::instanceId)
			.isEqualTo(id);
		assertThat(client().list(OrchestrationQuery.of(ALL.withTaskHub("nobody"))).statuses()).isEmpty();
		assertThat(client().purge(ALL.withTaskHub("nobody").withName("Waits"))).isZero();
	}

	@Test
	void refusesWhatIsNotUsable() {
		client().start("Waits", null);
		client().start("Waits", null);
		OrchestrationQuery query = OrchestrationQuery.DEFAULT.withPageSize(1);
		String token = client().list(query).continuationToken();
		assertRefused(query.withFilter(ALL.withName("Waits")).withContinuationToken(token));
		assertRefused(query.withFilter(ALL.withTaskHub("other")).withContinuationToken(token));
		assertRefused(query.withContinuationToken(token + "A"));
		assertRefused(query.withContinuationToken("b" + token));
		assertRefused(query.withContinuationToken(""));
		assertRefused(query.withFilter(ALL.withTaskHub("@replaced")));
		assertRefused(query.withFilter(ALL.withName("\0")));
		assertRefused(query.withFilter(ALL.withName("")));
		assertRefused(query.withFilter(ALL.withInstanceIdPrefix("a\uD800")));
		assertRefused(query.withFilter(ALL.withInstanceIdPrefix("")));
		assertRefused(query.withFilter(ALL.withTag("a", "\0")));
		assertThatIllegalArgumentException().isThrownBy(() -> query.withPageSize(0));
		assertThatIllegalArgumentException().isThrownBy(() -> query.withPageSize(1001));
		assertThatIllegalArgumentException().isThrownBy(() -> client().purge(ALL));
		assertThatIllegalArgumentException().isThrownBy(() -> client().purge(ALL.withTaskHub(taskHub())));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> client().purge(ALL.withTaskHub("@replaced").withName("Waits")));
	}

	private void assertRefused(OrchestrationQuery query) {
		assertThatIllegalArgumentException().isThrownBy(() -> client().list(query));
	}

	@Test
	void aTransactionSeesItsOwnStarts() {
		TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource()));
		transaction.executeWithoutResult((status) -> {
			String id = client().start("Waits", "a");
			assertThat(client().list(OrchestrationQuery.DEFAULT).statuses()).singleElement()
				.extracting(OrchestrationStatus::instanceId)
				.isEqualTo(id);
			assertThat(client().counts().total()).isOne();
			status.setRollbackOnly();
		});
		assertThat(client().list(OrchestrationQuery.DEFAULT).statuses()).isEmpty();
	}

	@Test
	void counts() {
		client().start("Waits", null);
		finish(client().start("Echo", "1"));
		finish(client().start("Echo", "2"));
		finish(client().start("Fails", null));
		OrchestrationCounts counts = client().counts();
		assertThat(counts.byName().keySet()).containsExactly("Echo", "Fails", "Waits");
		assertThat(counts.byName().get("Echo")).containsOnly(Map.entry(RuntimeStatus.COMPLETED, 2L));
		assertThat(counts.byStatus()).hasSize(RuntimeStatus.values().length)
			.containsEntry(RuntimeStatus.RUNNING, 1L)
			.containsEntry(RuntimeStatus.COMPLETED, 2L)
			.containsEntry(RuntimeStatus.FAILED, 1L)
			.containsEntry(RuntimeStatus.PENDING, 0L);
		assertThat(counts.total()).isEqualTo(4);
	}

	@Test
	void twoClientsPurgeEachInstanceOnce() throws Exception {
		DurableEngine other = startEngine();
		List<String> finished = new ArrayList<>();
		for (int i = 0; i < 150; i++) {
			finished.add(client().start("Echo", i));
		}
		String waiting = client().start("Waits", null);
		finished.forEach(this::finish);
		OrchestrationFilter filter = ALL.withRuntimeStatus(RuntimeStatus.COMPLETED, RuntimeStatus.RUNNING);
		CompletableFuture<Long> first = CompletableFuture.supplyAsync(() -> client().purge(filter));
		CompletableFuture<Long> second = CompletableFuture.supplyAsync(() -> other.client().purge(filter));
		assertThat(first.get() + second.get()).isEqualTo(150);
		assertThat(client().list(OrchestrationQuery.DEFAULT).statuses()).singleElement()
			.extracting(OrchestrationStatus::instanceId)
			.isEqualTo(waiting);
		assertThat(client().purge(filter)).isZero();
		client().raiseEvent(waiting, "go", "on");
		assertThat(output(waiting)).isEqualTo("\"on\"");
	}

}
