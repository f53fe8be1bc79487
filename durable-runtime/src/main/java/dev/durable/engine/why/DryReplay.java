package dev.durable.engine.why;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.durable.engine.code.CodeDifference;
import dev.durable.engine.code.Execution;
import dev.durable.engine.code.ExecutionEnvironment;
import dev.durable.engine.code.ExecutionInfo;
import dev.durable.engine.code.HistoryTurn;
import dev.durable.engine.code.OrchestratorCode;
import dev.durable.engine.code.RewoundHistory;
import dev.durable.engine.code.TurnDriver;
import dev.durable.observation.TraceContextBridge;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the code of an instance through its history and no further, to see what it waits
 * for. Nothing comes of it: the code is always replaying, and unwound in the end. Bounded
 * in time and in number, since the code may not do what it should; code that cannot be
 * ended keeps its place.
 */
final class DryReplay {

	private static final Logger logger = LoggerFactory.getLogger(DryReplay.class);

	static final int MAX_TURNS = 100_000;

	static final int PLACES = 4;

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final Duration patience;

	private final ExecutionEnvironment environment;

	private final Semaphore places = new Semaphore(PLACES);

	private final Map<Long, Run> underWay = new ConcurrentHashMap<>();

	DryReplay(ExecutionEnvironment environment) {
		this(environment, PATIENCE);
	}

	DryReplay(ExecutionEnvironment environment, Duration patience) {
		this.environment = environment;
		this.patience = patience;
	}

	/**
	 * Take the code through the turns.
	 * @param info the instance
	 * @param code its code
	 * @param turns its history
	 */
	ReplayedCode replay(ExecutionInfo info, OrchestratorCode code, List<HistoryTurn> turns) {
		if (turns.size() > MAX_TURNS) {
			return ReplayedCode.unknown("its history has more than " + MAX_TURNS + " turns");
		}
		Run run = new Run(info, code, turns);
		Run other = this.underWay.putIfAbsent(info.id(), run);
		if (other != null && isOver(other)) {
			other = this.underWay.putIfAbsent(info.id(), run);
		}
		if (other != null) {
			return ReplayedCode.unknown("its code, run for an earlier question, has not come to an end");
		}
		try {
			if (!this.places.tryAcquire(this.patience.toMillis(), TimeUnit.MILLISECONDS)) {
				this.underWay.remove(info.id(), run);
				return ReplayedCode.unknown("the code of " + PLACES + " other instances, run for such questions, "
						+ "has not come to an end");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.underWay.remove(info.id(), run);
			return ReplayedCode.unknown("the question was cancelled");
		}
		return run.answer();
	}

	private boolean isOver(Run other) {
		try {
			other.over.get(this.patience.toMillis(), TimeUnit.MILLISECONDS);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (ExecutionException | TimeoutException ex) {
			return false;
		}
	}

	/**
	 * One replay. Used by the thread that asks until the code runs, then by the code's.
	 */
	private final class Run implements TurnDriver {

		private final long id;

		private final Execution execution;

		private final Queue<RewoundHistory.Step> steps = new ArrayDeque<>();

		private final CompletableFuture<ReplayedCode> answer = new CompletableFuture<>();

		private final CompletableFuture<Boolean> over = new CompletableFuture<>();

		private volatile boolean withdrawn;

		private boolean codeRuns;

		Run(ExecutionInfo info, OrchestratorCode code, List<HistoryTurn> turns) {
			this.id = info.id();
			ExecutionEnvironment own = DryReplay.this.environment;
			this.execution = new Execution(info, code, new ExecutionEnvironment(own.converter(), this::start,
					own.versions(), TraceContextBridge.NONE, own.maxPayloadSize(), own.maxTurnSize()), this);
			// correct for histories without rewinds, too
			this.steps.addAll(RewoundHistory.of(turns).steps());
		}

		ReplayedCode answer() {
			try {
				if (goesOn()) {
					this.execution.resumeCode();
				}
				ReplayedCode found = this.answer.get(DryReplay.this.patience.toMillis(), TimeUnit.MILLISECONDS);
				this.execution.unwind();
				if (this.codeRuns) {
					isOver(this);
				}
				return found;
			}
			catch (TimeoutException ex) {
				return ReplayedCode.unknown("its code did not come to the end of its history within "
						+ DryReplay.this.patience.toSeconds() + " s, so it blocks or loops");
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return ReplayedCode.unknown("the question was cancelled");
			}
			catch (ExecutionException ex) {
				logger.debug("The code of instance {} could not be taken through its history", this.id, ex);
				return ReplayedCode.unknown("its code could not be taken through its history: " + ex.getCause());
			}
			finally {
				this.withdrawn = true;
				this.execution.unwind();
				if (!this.codeRuns) {
					leave();
				}
			}
		}

		private void leave() {
			DryReplay.this.underWay.remove(this.id, this);
			DryReplay.this.places.release();
			this.over.complete(true);
		}

		/**
		 * Replay until the code can go on, or to the end.
		 * @return whether the code goes on
		 */
		private boolean goesOn() {
			try {
				while (!this.withdrawn) {
					String difference = this.execution.nonDeterminism().orElse(null);
					RewoundHistory.Step next = (difference != null) ? null : this.steps.poll();
					if (next == null) {
						this.answer.complete(found(difference));
						return false;
					}
					next.replay(this.execution);
					if (next.number() > 0 && this.execution.wantsCode()) {
						return true;
					}
				}
			}
			catch (RuntimeException ex) {
				this.answer.completeExceptionally(ex);
			}
			return false;
		}

		private ReplayedCode found(@Nullable String difference) {
			if (difference != null) {
				return ReplayedCode.differs(CodeDifference.read(difference));
			}
			return ReplayedCode.of(this.execution, CodeLocation.of(Thread.currentThread().getStackTrace()));
		}

		@Override
		public boolean blocked() {
			return goesOn();
		}

		@Override
		public void ended() {
			goesOn();
		}

		private void start(String name, Runnable body) {
			this.codeRuns = true;
			DryReplay.this.environment.threads().start("why-" + name, () -> {
				try {
					body.run();
				}
				finally {
					leave();
				}
			});
		}

	}

}
