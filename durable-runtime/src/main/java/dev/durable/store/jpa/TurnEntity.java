package dev.durable.store.jpa;

import java.time.Instant;

import dev.durable.store.TurnRow;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/**
 * A row of {@code durable_history}, never changed. Written by {@link TurnInserts}.
 */
@Entity
@Immutable
@IdClass(TurnKey.class)
@Table(name = "durable_history")
class TurnEntity {

	@Id
	@Column(name = "instance")
	private long instance;

	@Id
	@Column(name = "generation")
	private int generation;

	@Id
	@Column(name = "turn")
	private int turn;

	@Column(name = "recorded_at")
	private Instant recordedAt = Instant.EPOCH;

	@Column(name = "events")
	private String events = "";

	protected TurnEntity() {
	}

	TurnRow toRow() {
		return new TurnRow(this.instance, this.generation, this.turn, this.recordedAt, this.events);
	}

}
