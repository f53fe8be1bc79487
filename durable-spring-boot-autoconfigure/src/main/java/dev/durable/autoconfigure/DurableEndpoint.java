package dev.durable.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.durable.engine.DurableEngine;
import dev.durable.engine.EngineStatistics;
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
		List<Node> nodes = this.engine.nodes()
			.stream()
			.map((row) -> new Node(row.id(), row.name(), row.heartbeatAt(),
					Long.valueOf(row.id()).equals(statistics.node())))
			.toList();
		return new Description(this.taskHub, this.engine.registrations().orchestratorNames(),
				this.engine.registrations().activityNames(), ThisNode.of(statistics), nodes);
	}

	/**
	 * What there is to know.
	 *
	 * @param taskHub the task hub
	 * @param orchestrators the orchestrators that this node has code for
	 * @param activities the activities that this node has code for
	 * @param node what this node is doing
	 * @param nodes the nodes that share the database
	 */
	public record Description(String taskHub, List<String> orchestrators, List<String> activities, ThisNode node,
			List<Node> nodes) {

	}

	/**
	 * What this node is doing.
	 *
	 * @param id its id, or {@code null} while it is no member
	 * @param healthy whether its heartbeats arrive
	 * @param sinceHeartbeat the time since the last one that arrived
	 * @param cachedInstances how many instances are in its memory
	 * @param activeInstances how many of them have a turn under way
	 * @param queuedActivities how many activities wait for a worker
	 * @param runningActivities how many activities run
	 * @param committerStalled for how long nothing could be committed
	 */
	public record ThisNode(@Nullable Long id, boolean healthy, @Nullable Duration sinceHeartbeat, int cachedInstances,
			int activeInstances, int queuedActivities, int runningActivities, Duration committerStalled) {

		static ThisNode of(EngineStatistics statistics) {
			return new ThisNode(statistics.node(), statistics.healthy(), statistics.sinceHeartbeat(),
					statistics.cachedInstances(), statistics.activeInstances(), statistics.queuedActivities(),
					statistics.runningActivities(), statistics.committerStalled());
		}

	}

	/**
	 * A node that shares the database.
	 *
	 * @param id its id
	 * @param name its name
	 * @param heartbeatAt its last heartbeat, in database time
	 * @param self whether it is this one
	 */
	public record Node(long id, String name, Instant heartbeatAt, boolean self) {

	}

}
