package dev.durable.store;

import java.time.Instant;
import java.util.Map;

import dev.durable.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * An instance to be inserted with its turn 0.
 *
 * @param id the surrogate id, from {@link DurableStore#newInstanceId()}
 * @param taskHub the task hub
 * @param instanceId the id that users know
 * @param name the orchestrator
 * @param version its version, empty if it has none
 * @param owned whether the inserting node owns it from the beginning; it is then inserted
 * as running without a wake-up, otherwise as pending with {@code startAt}, or its
 * creation, as wake-up. Only for instances without {@code startAt}
 * @param createdAt when it was created; also the time of turn 0
 * @param startAt when code may run at the earliest, or {@code null}
 * @param parent the parent's task that it answers, or {@code null}
 * @param trace the trace context that it was started with
 * @param tags words to find it by
 * @param events turn 0: a JSON array of events
 * @param givenBack how it is given back in the moment in which it is inserted, as running
 * with its first run, or {@code null}
 */
public record NewInstance(long id, String taskHub, String instanceId, String name, String version, boolean owned,
		Instant createdAt, @Nullable Instant startAt, @Nullable ParentLink parent, TraceContext trace,
		Map<String, String> tags, String events, @Nullable Release givenBack) {

	/**
	 * Create one that is not given back.
	 * @param id the surrogate id, from {@link DurableStore#newInstanceId()}
	 * @param taskHub the task hub
	 * @param instanceId the id that users know
	 * @param name the orchestrator
	 * @param version its version, empty if it has none
	 * @param owned whether the inserting node owns it from the beginning
	 * @param createdAt when it was created
	 * @param startAt when code may run at the earliest, or {@code null}
	 * @param parent the parent's task that it answers, or {@code null}
	 * @param trace the trace context that it was started with
	 * @param tags words to find it by
	 * @param events turn 0: a JSON array of events
	 */
	public NewInstance(long id, String taskHub, String instanceId, String name, String version, boolean owned,
			Instant createdAt, @Nullable Instant startAt, @Nullable ParentLink parent, TraceContext trace,
			Map<String, String> tags, String events) {
		this(id, taskHub, instanceId, name, version, owned, createdAt, startAt, parent, trace, tags, events, null);
	}

	/**
	 * Return the same instance for any node to claim.
	 * @return an instance that nobody owns yet
	 */
	public NewInstance unowned() {
		return new NewInstance(this.id, this.taskHub, this.instanceId, this.name, this.version, false, this.createdAt,
				this.startAt, this.parent, this.trace, this.tags, this.events);
	}

	/**
	 * Return the same instance, which nobody owns once it is inserted with its first run.
	 * @param release when there is something to do for it
	 * @return an instance that is running and in no memory
	 */
	public NewInstance givenBack(Release release) {
		return new NewInstance(this.id, this.taskHub, this.instanceId, this.name, this.version, false, this.createdAt,
				this.startAt, this.parent, this.trace, this.tags, this.events, release);
	}

}
