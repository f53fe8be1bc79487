package dev.durable.store.jpa;

import java.time.Instant;
import java.util.Map;

import dev.durable.RuntimeStatus;
import dev.durable.TraceContext;
import dev.durable.store.InstanceRow;
import dev.durable.store.ParentLink;
import dev.durable.store.Suspicion;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code durable_instance}. It is read through this entity and changed by
 * statements that lock and change exactly what they need.
 */
@Entity
@Immutable
@Table(name = "durable_instance")
class InstanceEntity {

	@Id
	@Column(name = "id")
	private long id;

	@Column(name = "task_hub")
	private String taskHub = "";

	@Column(name = "instance_id")
	private String instanceId = "";

	@Column(name = "name")
	private String name = "";

	@Column(name = "version")
	private String version = "";

	@Column(name = "generation")
	private int generation;

	@Column(name = "runtime_status")
	@Enumerated(EnumType.STRING)
	private RuntimeStatus status = RuntimeStatus.PENDING;

	@Column(name = "created_at")
	private Instant createdAt = Instant.EPOCH;

	@Column(name = "completed_at")
	private @Nullable Instant completedAt;

	@Column(name = "owner_node")
	private @Nullable Long ownerNode;

	@Column(name = "wake_at")
	private @Nullable Instant wakeAt;

	@Column(name = "start_at")
	private @Nullable Instant startAt;

	@Column(name = "custom_status")
	private @Nullable String customStatus;

	@Column(name = "parent_instance")
	private @Nullable Long parentInstance;

	@Column(name = "parent_generation")
	private @Nullable Integer parentGeneration;

	@Column(name = "parent_task")
	private @Nullable Integer parentTask;

	@Column(name = "trace_parent")
	private @Nullable String traceParent;

	@Column(name = "trace_state")
	private @Nullable String traceState;

	@Column(name = "baggage")
	private @Nullable String baggage;

	@Column(name = "tags")
	@Convert(converter = TagsConverter.class)
	private @Nullable Map<String, String> tags;

	@Column(name = "rewinds")
	private int rewinds;

	@Column(name = "rewound_at")
	private @Nullable Instant rewoundAt;

	@Column(name = "takeovers")
	private int takeovers;

	@Column(name = "taken_over_at")
	private long takenOverAt;

	@Column(name = "trials")
	private int trials;

	protected InstanceEntity() {
	}

	long id() {
		return this.id;
	}

	InstanceRow toRow(@Nullable String parentInstanceId) {
		return new InstanceRow(this.id, this.taskHub, this.instanceId, this.name, this.version, this.generation,
				this.status, this.createdAt, this.completedAt, this.ownerNode, this.wakeAt, this.startAt,
				this.customStatus, parent(), parentInstanceId,
				new TraceContext(this.traceParent, this.traceState, this.baggage),
				(this.tags != null) ? this.tags : Map.of(), this.rewinds, this.rewoundAt);
	}

	Suspicion suspicion() {
		return new Suspicion(this.takeovers, this.takenOverAt, this.trials);
	}

	private @Nullable ParentLink parent() {
		if (this.parentInstance == null || this.parentGeneration == null || this.parentTask == null) {
			return null;
		}
		return new ParentLink(this.parentInstance, this.parentGeneration, this.parentTask);
	}

}
