package dev.durable.store.jpa;

import java.time.Instant;

import dev.durable.store.NodeRow;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/**
 * A row of {@code durable_node}.
 */
@Entity
@Immutable
@Table(name = "durable_node")
class NodeEntity {

	@Id
	@Column(name = "id")
	private long id;

	@Column(name = "name")
	private String name = "";

	@Column(name = "started_at")
	private Instant startedAt = Instant.EPOCH;

	@Column(name = "heartbeat_at")
	private Instant heartbeatAt = Instant.EPOCH;

	protected NodeEntity() {
	}

	NodeRow toRow() {
		return new NodeRow(this.id, this.name, this.startedAt, this.heartbeatAt);
	}

}
