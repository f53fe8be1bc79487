package dev.durable.store;

import java.time.Instant;
import java.util.Map;

import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * An instance as it stands in the store.
 *
 * @param id the surrogate id
 * @param taskHub the task hub
 * @param instanceId the id that users know
 * @param name the orchestrator
 * @param version its version, empty if it has none
 * @param generation the current generation, from 0
 * @param status the status
 * @param createdAt when it was created
 * @param completedAt when it ended, or {@code null}
 * @param ownerNode the node that owns it, or {@code null}
 * @param wakeAt when somebody has to look after it, or {@code null}
 * @param startAt when code may run at the earliest, or {@code null}
 * @param customStatus the custom status as JSON, or {@code null}
 * @param parent the parent's task that it answers, or {@code null}
 * @param parentInstanceId the id of the parent that users know, or {@code null}
 * @param trace the trace context that it was started with
 * @param tags words to find it by
 * @param rewinds how often it was rewound
 * @param rewoundAt when it was rewound last, or {@code null} if it never was
 */
public record InstanceRow(long id, String taskHub, String instanceId, String name, String version, int generation,
		RuntimeStatus status, Instant createdAt, @Nullable Instant completedAt, @Nullable Long ownerNode,
		@Nullable Instant wakeAt, @Nullable Instant startAt, @Nullable String customStatus, @Nullable ParentLink parent,
		@Nullable String parentInstanceId, TraceContext trace, Map<String, String> tags, int rewinds,
		@Nullable Instant rewoundAt) {

	/**
	 * Create an instance that was never rewound.
	 * @param id the surrogate id
	 * @param taskHub the task hub
	 * @param instanceId the id that users know
	 * @param name the orchestrator
	 * @param version its version, empty if it has none
	 * @param generation the current generation, from 0
	 * @param status the status
	 * @param createdAt when it was created
	 * @param completedAt when it ended, or {@code null}
	 * @param ownerNode the node that owns it, or {@code null}
	 * @param wakeAt when somebody has to look after it, or {@code null}
	 * @param startAt when code may run at the earliest, or {@code null}
	 * @param customStatus the custom status as JSON, or {@code null}
	 * @param parent the parent's task that it answers, or {@code null}
	 * @param parentInstanceId the id of the parent that users know, or {@code null}
	 * @param trace the trace context that it was started with
	 * @param tags words to find it by
	 */
	public InstanceRow(long id, String taskHub, String instanceId, String name, String version, int generation,
			RuntimeStatus status, Instant createdAt, @Nullable Instant completedAt, @Nullable Long ownerNode,
			@Nullable Instant wakeAt, @Nullable Instant startAt, @Nullable String customStatus,
			@Nullable ParentLink parent, @Nullable String parentInstanceId, TraceContext trace,
			Map<String, String> tags) {
		this(id, taskHub, instanceId, name, version, generation, status, createdAt, completedAt, ownerNode, wakeAt,
				startAt, customStatus, parent, parentInstanceId, trace, tags, 0, null);
	}

}
