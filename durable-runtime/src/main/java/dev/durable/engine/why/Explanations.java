package dev.durable.engine.why;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.durable.FailureDetails;
import dev.durable.OrchestrationExplanation;
import dev.durable.OrchestrationExplanation.Basis;
import dev.durable.Reason;
import dev.durable.Reason.SuspensionCause;
import dev.durable.Reason.TurnProgress;
import dev.durable.engine.code.AwaitedTasks;
import dev.durable.engine.code.CodeDifference;
import dev.durable.engine.code.ExecutionEnvironment;
import dev.durable.engine.code.ExecutionInfo;
import dev.durable.engine.code.HistoryTurn;
import dev.durable.engine.code.OrchestratorCode;
import dev.durable.engine.why.LocalKnowledge.Verdict;
import dev.durable.history.ExecutionCompleted;
import dev.durable.store.InstanceEvidence;
import dev.durable.store.InstanceRow;
import org.jspecify.annotations.Nullable;

/**
 * Makes explanations.
 */
public final class Explanations {

	private static final int MAX_REASONS = 100;

	private final DryReplay replay;

	/**
	 * Create explanations.
	 * @param environment what the code of orchestrators needs
	 */
	public Explanations(ExecutionEnvironment environment) {
		this.replay = new DryReplay(environment);
	}

	/**
	 * Explain an instance.
	 * @param evidence what is recorded of it
	 * @param turns its history
	 * @param local what this node knows
	 * @return the explanation
	 */
	public OrchestrationExplanation explain(InstanceEvidence evidence, List<HistoryTurn> turns, LocalKnowledge local) {
		RecordedTasks recorded = new RecordedTasks(turns);
		InstanceRow row = evidence.row();
		boolean finished = row.status().isFinished();
		ReplayedCode code = finished ? ReplayedCode.unknown("") : replayed(evidence, turns, local);
		KnownNodes nodes = new KnownNodes(evidence, local);
		List<Reason> reasons = finished ? List.of(end(row, recorded))
				: new Unfinished(evidence, local, nodes, recorded, code).reasons();
		AwaitedTasks awaited = code.awaited();
		Map<String, Integer> events = finished ? Map.of() : code.bufferedEvents();
		boolean known = finished || code.isKnown();
		Reason.Node owner = (row.ownerNode() != null) ? nodes.node(row.ownerNode()) : null;
		OrchestrationExplanation explanation = new OrchestrationExplanation(row.instanceId(), row.name(), version(row),
				row.status(), row.generation(), "", code.at(),
				reasons.subList(0, Math.min(MAX_REASONS, reasons.size())), Math.max(0, reasons.size() - MAX_REASONS),
				awaited != null && awaited.any(), events, owner, (known && !finished) ? Basis.CODE : Basis.HISTORY,
				known ? null : code.limitation(), recorded.lastTime(), evidence.readAt());
		return new Sentence(explanation, reasons).complete();
	}

	private ReplayedCode replayed(InstanceEvidence evidence, List<HistoryTurn> turns, LocalKnowledge local) {
		InstanceRow row = evidence.row();
		OrchestratorCode code = local.code();
		if (code == null) {
			return ReplayedCode.unknown("this node has no code for it");
		}
		if (local.verdict() != Verdict.INNOCENT) {
			return ReplayedCode.unknown("nodes have died that ran its code");
		}
		return this.replay.replay(new ExecutionInfo(row.id(), row.instanceId(), row.createdAt(), row.name(),
				row.version(), row.generation(), row.parentInstanceId(), row.trace()), code, turns);
	}

	private static Reason end(InstanceRow row, RecordedTasks recorded) {
		ExecutionCompleted completion = recorded.completion();
		Instant time = (row.completedAt() != null) ? row.completedAt() : recorded.lastTime();
		return new Reason.End(time, brief((completion != null) ? completion.failure() : null),
				recorded.terminationReason());
	}

	private static @Nullable String version(InstanceRow row) {
		return row.version().isEmpty() ? null : row.version();
	}

	/**
	 * Return a failure without what is too long for an overview.
	 */
	static @Nullable FailureDetails brief(@Nullable FailureDetails failure) {
		return (failure != null) ? new FailureDetails(failure.errorType(), failure.message(), null, null) : null;
	}

	/**
	 * The reasons of an instance that has not finished.
	 */
	private record Unfinished(InstanceEvidence evidence, LocalKnowledge local, KnownNodes nodes, RecordedTasks recorded,
			ReplayedCode code) {

		List<Reason> reasons() {
			List<Reason> reasons = new ArrayList<>();
			addSuspension(reasons);
			addOwner(reasons);
			addTrial(reasons);
			Instant startAt = this.recorded.startAt();
			if (startAt != null && startAt.isAfter(this.evidence.readAt())) {
				reasons.add(new Reason.StartTime(startAt));
			}
			boolean due = isDue();
			if (due) {
				addMissingCode(reasons);
			}
			addTurn(reasons);
			addMessages(reasons);
			if (due && this.local.code() != null) {
				reasons.add(new Reason.Unclaimed(this.evidence.row().wakeAt(), this.local.obstacle()));
			}
			reasons.addAll(new OpenWork(this.evidence, this.local, this.nodes, this.recorded, this.code).reasons());
			if (!due) {
				addMissingCode(reasons);
			}
			return reasons;
		}

		private boolean isDue() {
			Instant wakeAt = this.evidence.row().wakeAt();
			return this.evidence.row().ownerNode() == null && wakeAt != null && !wakeAt.isAfter(this.evidence.readAt());
		}

		private void addSuspension(List<Reason> reasons) {
			Instant since = this.recorded.suspendedSince();
			String reason = this.recorded.suspensionReason();
			CodeDifference before = (since != null) ? CodeDifference.read(reason) : null;
			if (since != null) {
				SuspensionCause cause = (before != null) ? SuspensionCause.NON_DETERMINISM
						: (this.local.verdict() == Verdict.CONDEMNED) ? SuspensionCause.DEADLY
								: SuspensionCause.OPERATOR;
				reasons.add(new Reason.Suspension(cause, since, reason));
			}
			if (before != null) {
				reasons.add(difference(before, true));
			}
			CodeDifference now = this.code.difference();
			if (now != null && !now.equals(before)) {
				reasons.add(difference(now, false));
			}
		}

		private static Reason difference(CodeDifference difference, boolean recorded) {
			return new Reason.NonDeterminism(difference.turn(), difference.decision(), difference.history(),
					difference.code(), recorded);
		}

		private void addOwner(List<Reason> reasons) {
			Long owner = this.evidence.row().ownerNode();
			if (owner != null && this.nodes.isLost(this.nodes.node(owner))) {
				reasons.add(new Reason.LostOwner(this.nodes.node(owner)));
			}
		}

		private void addTrial(List<Reason> reasons) {
			boolean condemnedOnly = this.local.verdict() == Verdict.CONDEMNED && this.recorded.suspendedSince() == null;
			if (this.local.verdict() == Verdict.SUSPECT || condemnedOnly) {
				reasons
					.add(new Reason.Trial(this.evidence.suspicion().takeovers(), this.evidence.suspicion().trials()));
			}
		}

		private void addMissingCode(List<Reason> reasons) {
			if (this.local.code() == null && this.evidence.row().ownerNode() == null) {
				reasons.add(new Reason.MissingCode(this.evidence.row().name(), version(this.evidence.row()),
						this.local.registered(), isDue() ? this.evidence.row().wakeAt() : null));
			}
		}

		private void addTurn(List<Reason> reasons) {
			int next = this.recorded.lastTurn() + 1;
			Reason.Turn turn = this.local.memory().turn();
			if (turn != null && turn.number() == next) {
				reasons.add(turn);
				return;
			}
			Instant startAt = this.recorded.startAt();
			boolean early = startAt != null && startAt.isAfter(this.evidence.readAt());
			boolean firstRun = !this.code.isKnown() && next == 1 && !early && this.recorded.suspendedSince() == null;
			if (this.evidence.row().ownerNode() != null && (this.code.goesOn() || firstRun)) {
				reasons.add(new Reason.Turn(next, TurnProgress.EXPECTED, null, null));
			}
		}

		private void addMessages(List<Reason> reasons) {
			int count = this.evidence.inbox().size();
			Instant wakeAt = this.evidence.row().wakeAt();
			if (count > 0) {
				reasons.add(new Reason.Messages(count, count >= InstanceEvidence.LIMIT,
						(wakeAt != null && !wakeAt.isAfter(this.evidence.readAt())) ? wakeAt : null));
			}
		}

	}

}
