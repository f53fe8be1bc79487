package dev.durable.history;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import dev.durable.FailureDetails;
import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link HistoryCodec}.
 */
class HistoryCodecTests {

	private static final Instant TIME = Instant.parse("2026-03-04T05:06:07.123456Z");

	private static final FailureDetails FAILURE = new FailureDetails("java.lang.IllegalStateException",
			"He said \"no\"\n\\ and \u0000 \u2028 left", "\tat a.B.c(B.java:1)\n",
			new FailureDetails("java.io.IOException", null, null, new FailureDetails("x.Root", "", "", null)));

	private static final TraceContext TRACE = TraceContext
		.ofHeaders("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03", "vendor=1", "tenant=acme");

	static Stream<HistoryEvent> events() {
		return Stream.of(new ExecutionStarted("Order", "", null, null),
				new ExecutionStarted("Order", "1.2", "{\"a\":1}", TIME),
				new ExecutionStarted("Order", "", null, null, "its \"parent\""), new TaskScheduled(1, "Charge", null),
				new TaskScheduled(2, "Charge \"now\"", "[1,2]"), new TaskRetryScheduled(1, 2, TIME),
				new TaskScheduled(2, "Charge", "[1,2]", true), new TaskRetryScheduled(1, 2, TIME, true),
				new TaskCompleted(1, 1, null), new TaskCompleted(1, 3, "null"), new TaskFailed(1, 2, FAILURE),
				new SubOrchestrationCreated(3, "Child", "", "id", null),
				new SubOrchestrationCreated(3, "Child", "2", "id \"quoted\"", "true"),
				new SubOrchestrationCompleted(3, null), new SubOrchestrationCompleted(3, "\"done\""),
				new SubOrchestrationFailed(3, FAILURE), new TimerCreated(4, TIME), new TimerFired(4),
				new EventRaised("Approval", null), new EventRaised("Approval", "1", TRACE),
				new EventRaised("Approval", null, new TraceContext(TRACE.traceParent(), null, null)),
				new EventRaised("approval", "false"), new ExecutionSuspended(null), new ExecutionSuspended(""),
				new ExecutionSuspended("line one\nline two"), new ExecutionResumed(null), new ExecutionResumed("fixed"),
				new ExecutionTerminated(null), new ExecutionTerminated("enough"), new ExecutionTerminated(null, true),
				new ExecutionRewound(null, List.of()), new ExecutionRewound("again", List.of(1, 22)),
				new DecisionKept(7), new ExecutionCompleted(RuntimeStatus.FAILED, null, FAILURE, List.of(3)),
				new CallRefused(5, "too large"), new CodeAbsent(), new ContinuedAsNew(null), new ContinuedAsNew("0"),
				new ExecutionCompleted(RuntimeStatus.COMPLETED, "{}", null),
				new ExecutionCompleted(RuntimeStatus.COMPLETED, null, null),
				new ExecutionCompleted(RuntimeStatus.FAILED, null, FAILURE),
				new ExecutionCompleted(RuntimeStatus.TERMINATED, "\"enough\"", null));
	}

	@ParameterizedTest
	@MethodSource("events")
	void readsWhatItWrote(HistoryEvent event) {
		assertThat(HistoryCodec.decode(HistoryCodec.encode(List.of(event)))).containsExactly(event);
	}

	@Test
	void knowsEveryKindOfEvent() {
		Stream<Class<?>> kinds = Stream.of(Incident.class, Decision.class)
			.flatMap((family) -> Stream.of(family.getPermittedSubclasses()));
		assertThat(kinds).allSatisfy((kind) -> assertThat(events()).anyMatch(kind::isInstance));
	}

	/**
	 * Rows that were written once are read for ever, also by nodes of another version.
	 */
	@Test
	void theFormatInTheDatabaseStaysAsItIs() {
		FailureDetails failure = new FailureDetails("x.Broken", "broken", "at x",
				new FailureDetails("x.Cause", null, null, null));
		List<HistoryEvent> events = List.of(new ExecutionStarted("Order", "2", "[1]", TIME, "parent"),
				new TaskScheduled(1, "Charge", "{}", true), new TaskRetryScheduled(1, 2, TIME, true),
				new TaskCompleted(1, 2, "true"), new TaskFailed(1, 2, failure),
				new SubOrchestrationCreated(3, "Child", "2", "child", "4"), new SubOrchestrationCompleted(3, "5"),
				new SubOrchestrationFailed(3, failure), new TimerCreated(4, TIME), new TimerFired(4),
				new EventRaised("go", "6", TRACE), new CodeAbsent(), new ExecutionSuspended("wait"),
				new ExecutionResumed("go on"), new ExecutionTerminated("enough", true), new CallRefused(5, "large"),
				new ContinuedAsNew("7"), new ExecutionCompleted(RuntimeStatus.FAILED, "8", failure, List.of(1)),
				new ExecutionRewound("again", List.of(1, 2)), new DecisionKept(7));
		String stored = """
				[{"type":"ExecutionStarted","name":"Order","version":"2","input":[1],\
				"startAt":"2026-03-04T05:06:07.123456Z","parent":"parent"},\
				{"type":"TaskScheduled","task":1,"name":"Charge","input":{},"handedOver":true},\
				{"type":"TaskRetryScheduled","task":1,"attempt":2,"at":"2026-03-04T05:06:07.123456Z","handedOver":true},\
				{"type":"TaskCompleted","task":1,"attempt":2,"result":true},\
				{"type":"TaskFailed","task":1,"attempt":2,"failure":FAILURE},\
				{"type":"SubOrchestrationCreated","task":3,"name":"Child","version":"2","instance":"child","input":4},\
				{"type":"SubOrchestrationCompleted","task":3,"result":5},\
				{"type":"SubOrchestrationFailed","task":3,"failure":FAILURE},\
				{"type":"TimerCreated","task":4,"at":"2026-03-04T05:06:07.123456Z"},\
				{"type":"TimerFired","task":4},\
				{"type":"EventRaised","name":"go","payload":6,\
				"traceParent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03","traceState":"vendor=1",\
				"baggage":"tenant=acme"},\
				{"type":"CodeAbsent"},\
				{"type":"ExecutionSuspended","reason":"wait"},\
				{"type":"ExecutionResumed","reason":"go on"},\
				{"type":"ExecutionTerminated","reason":"enough","recursive":true},\
				{"type":"CallRefused","task":5,"message":"large"},\
				{"type":"ContinuedAsNew","input":7},\
				{"type":"ExecutionCompleted","status":"FAILED","output":8,"failure":FAILURE,"tasks":[1]},\
				{"type":"ExecutionRewound","reason":"again","tasks":[1,2]},\
				{"type":"DecisionKept","task":7}]"""
			.replace("FAILURE", "{\"errorType\":\"x.Broken\",\"message\":\"broken\",\"stackTrace\":\"at x\","
					+ "\"cause\":{\"errorType\":\"x.Cause\"}}");
		assertThat(HistoryCodec.encode(events)).isEqualTo(stored);
		assertThat(HistoryCodec.decode(stored)).isEqualTo(events);
	}

	@Test
	void keepsTheOrderOfEvents() {
		List<HistoryEvent> all = events().toList();
		assertThat(HistoryCodec.decode(HistoryCodec.encode(all))).isEqualTo(all);
	}

	@Test
	void anEventWithoutTraceTakesNoRoomForOne() {
		assertThat(HistoryCodec.encode(List.of(new EventRaised("e", "1"))))
			.isEqualTo("[{\"type\":\"EventRaised\",\"name\":\"e\",\"payload\":1}]");
	}

	@Test
	void readsNoEvents() {
		assertThat(HistoryCodec.encode(List.of())).isEqualTo("[]");
		assertThat(HistoryCodec.decode("[]")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.0", "1e400", "-0.0", "123456789012345678901234567890123456789012345678901234567890",
			"0", "true", "null", "\"\"", "\"\\u0000\"", "\"a\\\"b\\\\\"", "\"\\ud83d\"", "\"😀\"", "\"\\u00e9 é\"",
			"{}", "[]", "{ \"a\" : [ 1 ,\t2 ],\n \"b\" : { } }", "{\"a\":1,\"a\":2}",
			"{\"type\":\"TimerFired\",\"task\":9}", "\"]}\"", "[[[[[[]]]]]]", "\"a b  c\"", "{\"\":\"\"}" })
	void keepsPayloadsCharacterForCharacter(String payload) {
		HistoryEvent before = new EventRaised("first", payload);
		HistoryEvent between = new TaskCompleted(7, 1, payload);
		HistoryEvent after = new ExecutionStarted("Last", "", payload, TIME);
		assertThat(HistoryCodec.decode(HistoryCodec.encode(List.of(before, between, after)))).containsExactly(before,
				between, after);
	}

	@Test
	void escapesHalvesOfSurrogatePairsWhichNoDatabaseTakes() {
		String encoded = HistoryCodec.encode(List.of(new EventRaised("e", "\"a\ud83db\udc00 \ud83d\ude00\"")));
		assertThat(encoded.chars().filter((c) -> Character.isSurrogate((char) c))).hasSize(2);
		assertThat(HistoryCodec.decode(encoded))
			.containsExactly(new EventRaised("e", "\"a\\ud83db\\udc00 \ud83d\ude00\""));
	}

	@Test
	void keepsHalvesOfSurrogatePairsInTexts() {
		HistoryEvent event = new ExecutionSuspended("cut \ud83d");
		String encoded = HistoryCodec.encode(List.of(event));
		assertThat(encoded).doesNotContain("\ud83d");
		assertThat(HistoryCodec.decode(encoded)).containsExactly(event);
	}

	@Test
	void readsPayloadsWhateverTheirDepthAndSize() {
		String deep = "[".repeat(5_000) + "]".repeat(5_000);
		String longText = '"' + "x".repeat(30_000_000) + '"';
		String longNumber = "1".repeat(5_000);
		List<HistoryEvent> events = List.of(new EventRaised("deep", deep), new EventRaised("text", longText),
				new EventRaised("number", longNumber));
		assertThat(HistoryCodec.decode(HistoryCodec.encode(events))).isEqualTo(events);
	}

	@Test
	void readsWhitespaceAroundEverything() {
		assertThat(HistoryCodec.decode(" [ { \"type\" : \"EventRaised\" , \"name\" : \"e\" , \"payload\" : 1.0 } ] "))
			.containsExactly(new EventRaised("e", "1.0"));
	}

	@Test
	void ignoresMembersThatItDoesNotKnow() {
		assertThat(HistoryCodec.decode("[{\"type\":\"TimerFired\",\"later\":{\"task\":[3]},\"task\":1}]"))
			.containsExactly(new TimerFired(1));
	}

	@Test
	void refusesUnknownEvents() {
		assertThatIllegalArgumentException().isThrownBy(() -> HistoryCodec.decode("[{\"type\":\"Dreamt\"}]"))
			.withMessageContaining("'Dreamt'")
			.withMessageContaining("newer version");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", "null", "[1]", "[{\"type\":\"TimerFired\"}]", "[{\"task\":1}]", "[{",
			"[{\"type\":\"TaskFailed\",\"task\":1,\"attempt\":1}]", "[{\"type\":\"TimerCreated\",\"task\":1}]" })
	void refusesWhatIsNoHistory(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> HistoryCodec.decode(text));
	}

	@Test
	void readsFailuresThatItWrote() {
		assertThat(HistoryCodec.decodeFailure(HistoryCodec.encodeFailure(FAILURE))).isEqualTo(FAILURE);
	}

}
