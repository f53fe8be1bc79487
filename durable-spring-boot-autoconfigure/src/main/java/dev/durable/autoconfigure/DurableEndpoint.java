package dev.durable.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.durable.engine.CommitterStatistics;
import dev.durable.engine.DurableEngine;
import dev.durable.engine.EngineStatistics;
import dev.durable.store.NodeRow;
import dev.durable.store.StoreException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Actuator {@link Endpoint} that tells what code this node has, what it is doing, and
 * which nodes there are.
 */
@Endpoint(id = "durable")
public final class DurableEndpoint {

	private final DurableEngine engine;

	private final String taskHub;

	/**
	 * Create the endpoint.
	 * @param engine the engine
	 * @param taskHub its task hub
	 */
	public DurableEndpoint(DurableEngine engine, String taskHub) {
		this.engine = engine;
		this.taskHub = taskHub;
	}

	/**
	 * Describe this node and the others. Reads one small table.
	 * @return the description
	 */
	@ReadOperation
	public Description durable() {
		EngineStatistics statistics = this.engine.statistics();
		List<Orchestrator> orchestrators = this.engine.registrations()
			.orchestratorVersions()
			.entrySet()
			.stream()
			.map((entry) -> Orchestrator.of(entry.getKey(), entry.getValue()))
			.toList();
		List<Node> nodes = List.of();
		String problem = null;
		try {
			Instant now = this.engine.databaseTime();
			nodes = this.engine.nodes().stream().map((row) -> Node.of(row, now, statistics.node())).toList();
		}
		catch (StoreException ex) {
			problem = "The other nodes are not known: " + ex.getMessage();
		}
		return new Description(this.taskHub, this.engine.database(), orchestrators,
				this.engine.registrations().activityNames(), ThisNode.of(statistics),
				Committer.of(statistics.committer()), nodes, problem);
	}

	/**
	 * What there is to know.
	 *
	 * @param taskHub the task hub
	 * @param database the database
	 * @param orchestrators the orchestrators that this node has code for
	 * @param activities the activities that this node has code for
	 * @param node what this node is doing
	 * @param committer what its committer is doing
	 * @param nodes the nodes that share the database
	 * @param problem why the nodes could not be read, or {@code null}
	 */
	public record Description(String taskHub, String database, List<Orchestrator> orchestrators,
			List<String> activities, ThisNode node, Committer committer, List<Node> nodes, @Nullable String problem) {

	}

	/**
	 * An orchestrator that this node has code for.
	 *
	 * @param name its name
	 * @param versions its versions, oldest first; none if it has no versions
	 */
	public record Orchestrator(String name, List<String> versions) {

		static Orchestrator of(String name, List<String> versions) {
			return new Orchestrator(name, versions.equals(List.of("")) ? List.of() : versions);
		}

	}

	/**
	 * What this node is doing.
	 *
	 * @param id its id, or {@code null} while it is no member
	 * @param running whether its engine has been started and not stopped
	 * @param healthy whether its heartbeats arrive
	 * @param sinceHeartbeat the time since the last one that arrived
	 * @param sinceLook the time since it last looked for due instances
	 * @param claimedInstances how many instances it has claimed, those that are being
	 * loaded included
	 * @param cachedInstances how many instances are in its memory
	 * @param activeInstances how many of them have a turn under way
	 * @param claimedActivities how many activities that were handed over it has claimed
	 * @param queuedActivities how many activities wait for a worker
	 * @param runningActivities how many activities run
	 */
	public record ThisNode(@Nullable Long id, boolean running, boolean healthy, @Nullable Duration sinceHeartbeat,
			Duration sinceLook, int claimedInstances, int cachedInstances, int activeInstances, int claimedActivities,
			int queuedActivities, int runningActivities) {

		static ThisNode of(EngineStatistics statistics) {
			return new ThisNode(statistics.node(), statistics.running(), statistics.healthy(),
					statistics.sinceHeartbeat(), statistics.sinceLook(), statistics.claimedInstances(),
					statistics.cachedInstances(), statistics.activeInstances(), statistics.claimedActivities(),
					statistics.queuedActivities(), statistics.runningActivities());
		}

	}

	/**
	 * What the committer of this node has done since the start.
	 *
	 * @param groups how many transactions it has committed
	 * @param commits how many turns, starts and releases these were
	 * @param meanGroupSize how many of them a transaction has on average
	 * @param sinceCommit the time since the last transaction, or {@code null}
	 * @param stalled for how long there has been something to commit without success
	 * @param waiting how many commits wait for the next transaction
	 * @param secondLane how many commits wait for locks of others, apart from the rest
	 */
	public record Committer(long groups, long commits, double meanGroupSize, @Nullable Duration sinceCommit,
			Duration stalled, int waiting, int secondLane) {

		static Committer of(CommitterStatistics statistics) {
			return new Committer(statistics.groups(), statistics.commits(), statistics.meanGroupSize(),
					statistics.sinceCommit(), statistics.stalled(), statistics.waiting(), statistics.secondLane());
		}

	}

	/**
	 * A node that shares the database.
	 *
	 * @param id its id
	 * @param name its name
	 * @param startedAt when it joined, in database time
	 * @param heartbeatAt its last heartbeat, in database time
	 * @param heartbeatAge the time since then
	 * @param self whether it is this one
	 */
	public record Node(long id, String name, Instant startedAt, Instant heartbeatAt, Duration heartbeatAge,
			boolean self) {

		static Node of(NodeRow row, Instant now, @Nullable Long self) {
			Duration age = Duration.between(row.heartbeatAt(), now);
			return new Node(row.id(), row.name(), row.startedAt(), row.heartbeatAt(),
					age.isNegative() ? Duration.ZERO : age, Long.valueOf(row.id()).equals(self));
		}

	}

}
