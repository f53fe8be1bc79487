package dev.durable.trace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.durable.test.TestPostgres;
import dev.durable.web.TestHttp;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The trace of an orchestration whose first process is killed as {@code kill -9} does, in
 * the middle of an activity.
 */
@Timeout(150)
class TraceKillIntegrationTests {

	private static final String BASE = "/runtime/orchestrations";

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final String CALLER = "00f067aa0ba902b7";

	private static final String SEEN = TRACE + " " + TRACE + " vendor=7 03 acme acme tenant=acme";

	@TempDir
	private Path directory;

	@Test
	void theNextProcessOnTheSameFileContinuesTheTrace() throws IOException {
		String url = "jdbc:h2:file:" + this.directory.resolve("traced") + ";DB_CLOSE_ON_EXIT=FALSE";
		try (TracedProcess first = process("first", url, true)) {
			String instanceId = startAndKill(first);
			try (TracedProcess second = process("second", url, false)) {
				assertOneTrace(instanceId, first, second);
			}
		}
	}

	@Test
	void anotherNodeContinuesTheTrace() throws IOException {
		String url = TestPostgres.shared().newDatabase();
		try (TracedProcess first = process("first", url, true)) {
			String instanceId = startAndKill(first);
			try (TracedProcess second = process("second", url, false)) {
				assertOneTrace(instanceId, first, second);
			}
		}
	}

	private TracedProcess process(String name, String url, boolean hold) throws IOException {
		return TracedProcess.start(this.directory.resolve(name + "-spans"), url, hold);
	}

	private static String[] caller() {
		return new String[] { "traceparent", "00-" + TRACE + "-" + CALLER + "-03", "tracestate", "vendor=7", "baggage",
				"tenant=acme" };
	}

	private static String startAndKill(TracedProcess process) {
		TestHttp http = new TestHttp(process.port());
		String instanceId = http.post(BASE + "/start/Journey", "{\"input\":1}", caller()).text("id");
		process.await(TracedWork.HELD);
		Awaitility.await()
			.untilAsserted(() -> assertThat(process.spans()).anyMatch((span) -> span.parentSpanId().equals(CALLER)));
		process.kill();
		return instanceId;
	}

	private static void assertOneTrace(String instanceId, TracedProcess first, TracedProcess second) {
		TestHttp http = new TestHttp(second.port());
		http.post(BASE + "/" + instanceId + "/raiseEvent/Go", "\"on\"", caller());
		TestHttp.Response finished = http.get(BASE + "/" + instanceId + "?waitSeconds=60");
		assertThat(finished.text("runtimeStatus")).isEqualTo("Completed");
		assertThat(finished.json().get("output")).hasSize(2).allMatch((seen) -> seen.asString().startsWith(SEEN));
		Awaitility.await()
			.untilAsserted(() -> assertThat(described(second)).contains("SERVER orchestration:Journey")
				.filteredOn((span) -> span.startsWith("SERVER http"))
				.hasSize(1));
		List<WrittenSpan> all = ofTrace(first, second).toList();
		assertThat(all).extracting(WrittenSpan::spanId).doesNotHaveDuplicates();
		Set<String> ids = all.stream().map(WrittenSpan::spanId).collect(Collectors.toSet());
		assertThat(all).allMatch((span) -> ids.contains(span.parentSpanId()) || span.parentSpanId().equals(CALLER),
				"has a parent");
		assertThat(described(first)).contains("PRODUCER create_orchestration:Journey", "CLIENT activity:Look",
				"INTERNAL orchestration:Journey:timer");
		assertThat(all).extracting(WrittenSpan::described)
			.containsExactlyInAnyOrder("SERVER http post " + BASE + "/start/{orchestratorName}",
					"INTERNAL Management.StartOrchestration", "PRODUCER create_orchestration:Journey",
					"SERVER orchestration:Journey", "CLIENT activity:Look", "SERVER activity:Look",
					"INTERNAL orchestration:Journey:timer", "CLIENT orchestration:LooksToo",
					"SERVER orchestration:LooksToo", "CLIENT activity:LookElsewhere", "SERVER activity:LookElsewhere",
					"CLIENT activity:Hold", "SERVER activity:Hold",
					"SERVER http post " + BASE + "/{instanceId}/raiseEvent/{eventName}",
					"INTERNAL Management.RaiseEvent", "PRODUCER orchestration_event:Go",
					"CLIENT activity:LookElsewhere", "SERVER activity:LookElsewhere", "CLIENT activity:Look",
					"SERVER activity:Look");
		assertParents(all);
	}

	private static void assertParents(List<WrittenSpan> all) {
		WrittenSpan orchestration = one(all, "SERVER orchestration:Journey");
		WrittenSpan child = one(all, "SERVER orchestration:LooksToo");
		assertThat(orchestration.parentSpanId()).isEqualTo(one(all, "PRODUCER create_orchestration:Journey").spanId());
		assertThat(child.parentSpanId()).isEqualTo(one(all, "CLIENT orchestration:LooksToo").spanId());
		assertThat(one(all, "SERVER activity:Hold").parentSpanId())
			.isEqualTo(one(all, "CLIENT activity:Hold").spanId());
		assertThat(all).filteredOn((span) -> span.kind().equals("CLIENT"))
			.extracting(WrittenSpan::parentSpanId)
			.containsOnly(orchestration.spanId(), child.spanId())
			.filteredOn(child.spanId()::equals)
			.hasSize(1);
	}

	private static WrittenSpan one(List<WrittenSpan> all, String described) {
		return all.stream().filter((span) -> span.described().equals(described)).reduce((a, b) -> {
			throw new IllegalStateException(described + " is there twice");
		}).orElseThrow();
	}

	private static List<String> described(TracedProcess process) {
		return ofTrace(process).map(WrittenSpan::described).toList();
	}

	private static Stream<WrittenSpan> ofTrace(TracedProcess... processes) {
		return Stream.of(processes)
			.flatMap((process) -> process.spans().stream())
			.filter((span) -> span.traceId().equals(TRACE));
	}

}
