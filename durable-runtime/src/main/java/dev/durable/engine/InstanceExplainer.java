package dev.durable.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.durable.OrchestrationExplanation;
import dev.durable.Reason;
import dev.durable.engine.why.Explanations;
import dev.durable.engine.why.LocalKnowledge;
import dev.durable.engine.why.LocalKnowledge.Verdict;
import dev.durable.store.InstanceEvidence;
import dev.durable.store.InstanceRow;
import dev.durable.store.LoadedInstance;
import org.jspecify.annotations.Nullable;

/**
 * Explains why instances are where they are: brings together what the store has, and what
 * this node has of code and in memory. Changes nothing.
 */
final class InstanceExplainer {

	private final EngineServices services;

	private final RunningActivities running;

	private final Suspects suspects;

	private final Explanations explanations;

	InstanceExplainer(EngineServices services, RunningActivities running) {
		this.services = services;
		this.running = running;
		this.suspects = new Suspects(services.settings().maxFailedTrials());
		this.explanations = new Explanations(services.environment());
	}

	Optional<OrchestrationExplanation> explain(String instanceId) {
		return this.services.store()
			.instances()
			.inspect(this.services.taskHub(), instanceId)
			.map((evidence) -> this.explanations.explain(evidence,
					evidence.turns().stream().map(RecordedTurn::turnOf).toList(), knowledge(evidence)));
	}

	private LocalKnowledge knowledge(InstanceEvidence evidence) {
		InstanceRow row = evidence.row();
		Long node = this.services.node().id();
		LiveInstance live = (node != null && node.equals(row.ownerNode())) ? this.services.cache().find(row.id())
				: null;
		return new LocalKnowledge(node, this.services.settings().nodeTimeout(),
				this.services.registrations().findOrchestrator(row.name(), row.version()), registered(row.name()),
				obstacle(), verdict(evidence), new InMemory(row, live));
	}

	private List<String> registered(String name) {
		VersionComparator byVersion = new VersionComparator();
		return this.services.registrations()
			.orchestratorKeys()
			.stream()
			.filter((key) -> key.name().equals(name))
			.sorted((left, right) -> byVersion.compare(left.version(), right.version()))
			.map(OrchestratorKey::toString)
			.toList();
	}

	private @Nullable String obstacle() {
		if (this.services.node().id() == null) {
			return "it is not a member of the cluster at the moment";
		}
		if (!this.services.node().isHealthy()) {
			return "its heartbeats do not arrive in the database";
		}
		return this.services.cache().hasRoom() ? null
				: "it has as many instances in memory as it may have (durable.engine.max-cached-instances)";
	}

	private Verdict verdict(InstanceEvidence evidence) {
		LoadedInstance loaded = new LoadedInstance(evidence.row(), evidence.turns(), List.of(), evidence.suspicion());
		if (this.suspects.isCondemned(loaded)) {
			return Verdict.CONDEMNED;
		}
		return this.suspects.isSuspect(loaded) ? Verdict.SUSPECT : Verdict.INNOCENT;
	}

	/**
	 * What this node's memory has of an instance.
	 */
	private final class InMemory implements LocalKnowledge.Memory {

		private final InstanceRow row;

		private final @Nullable LiveInstance live;

		InMemory(InstanceRow row, @Nullable LiveInstance live) {
			this.row = row;
			this.live = live;
		}

		@Override
		public Reason.@Nullable Turn turn() {
			LiveInstance instance = this.live;
			return (instance != null && instance.generation() == this.row.generation()) ? instance.turnUnderWay()
					: null;
		}

		@Override
		public @Nullable Instant runningSince(int taskId, int attempt) {
			return InstanceExplainer.this.running.since(this.row.id(), this.row.generation(), taskId, attempt);
		}

		@Override
		public boolean hasQueue() {
			return InstanceExplainer.this.services.load().waiting() > 0;
		}

	}

}
