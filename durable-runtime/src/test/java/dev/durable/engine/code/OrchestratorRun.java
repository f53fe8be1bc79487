package dev.durable.engine.code;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.engine.OrchestratorDefinition;
import dev.durable.history.Decision;
import dev.durable.history.ExecutionCompleted;
import dev.durable.history.ExecutionRewound;
import dev.durable.history.ExecutionStarted;
import dev.durable.history.HistoryCodec;
import dev.durable.history.HistoryEvent;
import dev.durable.history.Incident;
import dev.durable.observation.TraceContextBridge;
import dev.durable.serialization.JacksonDataConverter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Drives an {@link Execution} turn by turn as the engine does, live or from a history.
 */
final class OrchestratorRun implements TurnDriver {

	static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

	static final Limits LIMITS = new Limits(1_000, 10_000);

	private final SynchronousThreads threads = new SynchronousThreads();

	private final Execution execution;

	private final List<RecordedTurn> history = new ArrayList<>();

	private int ends;

	private OrchestratorRun(OrchestratorDefinition code, Limits limits) {
		this(code, limits, new ExecutionInfo(42, "test-1", START, "Test", "", 0, "parent-1", TraceContext.NONE));
	}

	private OrchestratorRun(OrchestratorDefinition code, Limits limits, ExecutionInfo info) {
		ExecutionEnvironment environment = new ExecutionEnvironment(new JacksonDataConverter(), this.threads,
				(name) -> name.equals("Versioned") ? "7" : null, TraceContextBridge.NONE, limits.payload(),
				limits.turn());
		this.execution = new Execution(info, code, environment, this);
	}

	static OrchestratorDefinition code(OrchestratorDefinition.Code code) {
		return new OrchestratorDefinition("Test", "", Void.class, code);
	}

	/**
	 * Begin a run for the first time.
	 */
	static OrchestratorRun of(OrchestratorDefinition.Code code) {
		return of(code, LIMITS);
	}

	static OrchestratorRun of(OrchestratorDefinition.Code code, Limits limits) {
		return of(code(code), limits, new ExecutionStarted("Test", "", null, null));
	}

	static OrchestratorRun of(OrchestratorDefinition code, Limits limits, Incident... first) {
		OrchestratorRun run = new OrchestratorRun(code, limits);
		run.turnAt(START, false, first);
		return run;
	}

	/**
	 * Begin a run of another instance for the first time.
	 */
	static OrchestratorRun of(OrchestratorDefinition.Code code, ExecutionInfo info) {
		OrchestratorRun run = new OrchestratorRun(code(code), LIMITS, info);
		run.turnAt(START, false, new ExecutionStarted("Test", "", null, null));
		return run;
	}

	/**
	 * Begin a run from a history, up to its end or to the first difference.
	 */
	static OrchestratorRun replay(OrchestratorDefinition.Code code, List<RecordedTurn> history) {
		return replay(code(code), LIMITS, history);
	}

	static OrchestratorRun replay(OrchestratorDefinition code, Limits limits, List<RecordedTurn> history) {
		OrchestratorRun run = new OrchestratorRun(code, limits);
		for (RewoundHistory.Step step : RewoundHistory.of(turns(history)).steps()) {
			if (run.problem().isEmpty()) {
				step.replay(run.execution);
				if (step.number() > 0 && run.execution.wantsCode()) {
					run.execution.resumeCode();
				}
			}
		}
		run.history.addAll(history);
		return run;
	}

	static List<HistoryTurn> turns(List<RecordedTurn> history) {
		List<HistoryTurn> turns = new ArrayList<>();
		for (RecordedTurn turn : history) {
			List<Incident> incidents = new ArrayList<>();
			List<Decision> decisions = new ArrayList<>();
			for (HistoryEvent event : HistoryCodec.decode(turn.events())) {
				if (event instanceof Incident incident) {
					incidents.add(incident);
				}
				else {
					decisions.add((Decision) event);
				}
			}
			turns.add(new HistoryTurn(turns.size(), turn.time(), incidents, decisions));
		}
		return turns;
	}

	/**
	 * Rewind a run that has failed: what a node makes of its history that loads it then.
	 */
	OrchestratorRun rewind(OrchestratorDefinition.Code code) {
		return rewind(code, LIMITS);
	}

	OrchestratorRun rewind(OrchestratorDefinition.Code code, Limits limits) {
		List<RecordedTurn> rewound = new ArrayList<>(this.history);
		List<Integer> culprits = RewoundHistory.of(turns(this.history)).outcomes().culprits();
		rewound.add(new RecordedTurn(this.history.get(this.history.size() - 1).time().plusSeconds(60),
				HistoryCodec.encode(List.of(new ExecutionRewound("again", culprits)))));
		return replay(code(code), limits, rewound);
	}

	/**
	 * Make a history by hand: one list of events per turn, a second apart. The turn that
	 * starts it is added.
	 */
	@SafeVarargs
	static List<RecordedTurn> history(List<? extends HistoryEvent>... turns) {
		List<RecordedTurn> history = new ArrayList<>();
		history
			.add(new RecordedTurn(START, HistoryCodec.encode(List.of(new ExecutionStarted("Test", "", null, null)))));
		for (List<? extends HistoryEvent> turn : turns) {
			history.add(new RecordedTurn(START.plusSeconds(history.size()), HistoryCodec.encode(turn)));
		}
		return history;
	}

	/**
	 * Run the next turn, a second after the last.
	 * @return what it decided
	 */
	List<Decision> turn(Incident... incidents) {
		return turnAfter(Duration.ofSeconds(1), incidents);
	}

	List<Decision> turnAfter(Duration delay, Incident... incidents) {
		return turnAt(this.history.get(this.history.size() - 1).time().plus(delay), true, incidents);
	}

	private List<Decision> turnAt(Instant time, boolean run, Incident... incidents) {
		this.execution.begin(this.history.size(), time, Arrays.asList(incidents));
		if (run && this.execution.wantsCode()) {
			this.execution.resumeCode();
		}
		List<Decision> decisions = List.copyOf(this.execution.end());
		List<HistoryEvent> events = new ArrayList<>(Arrays.asList(incidents));
		events.addAll(decisions);
		this.history.add(new RecordedTurn(time, HistoryCodec.encode(events)));
		return decisions;
	}

	Execution execution() {
		return this.execution;
	}

	List<RecordedTurn> history() {
		return this.history;
	}

	Optional<String> problem() {
		return this.execution.nonDeterminism();
	}

	/**
	 * Return the output of a run that must have completed.
	 */
	String output() {
		assertThat(this.problem()).isEmpty();
		assertThat(this.execution.ending()).isInstanceOf(ExecutionCompleted.class);
		ExecutionCompleted completed = (ExecutionCompleted) this.execution.ending();
		assertThat(completed.failure()).isNull();
		assertThat(completed.status()).isEqualTo(RuntimeStatus.COMPLETED);
		return completed.output();
	}

	ExecutionCompleted failure() {
		assertThat(this.problem()).isEmpty();
		assertThat(this.execution.ending()).isInstanceOf(ExecutionCompleted.class);
		ExecutionCompleted completed = (ExecutionCompleted) this.execution.ending();
		assertThat(completed.status()).isEqualTo(RuntimeStatus.FAILED);
		return completed;
	}

	boolean hasEnded() {
		return this.ends > 0;
	}

	/**
	 * Let the instance leave memory, and wait until its thread has ended.
	 */
	void unwind() throws InterruptedException {
		this.execution.unwind();
		this.threads.join();
	}

	SynchronousThreads threads() {
		return this.threads;
	}

	@Override
	public boolean blocked() {
		return false;
	}

	@Override
	public void ended() {
		this.ends++;
	}

	/**
	 * A turn as it stands in the store.
	 *
	 * @param time its time
	 * @param events what it consumed and decided, as JSON
	 */
	record RecordedTurn(Instant time, String events) {

	}

	/**
	 * The limits of a node.
	 *
	 * @param payload how many characters one payload may have
	 * @param turn how many characters the decisions of one turn may have
	 */
	record Limits(int payload, int turn) {

	}

}
