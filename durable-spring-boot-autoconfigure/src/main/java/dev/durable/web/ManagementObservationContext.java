package dev.durable.web;

import dev.durable.RuntimeStatus;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * {@link Observation.Context} of an operation of the management API. What it is about is
 * known from the beginning, what came of it when it ends.
 */
public final class ManagementObservationContext extends Observation.Context {

	private final ManagementOperation operation;

	private final String subject;

	private final String eventName;

	private volatile @Nullable Throwable refusal;

	private volatile @Nullable String reason;

	private volatile @Nullable String startedInstanceId;

	private volatile @Nullable RuntimeStatus runtimeStatus;

	private volatile @Nullable Long deleted;

	private volatile @Nullable Integer listed;

	ManagementObservationContext(ManagementOperation operation, String subject, String eventName) {
		this.operation = operation;
		this.subject = subject;
		this.eventName = eventName;
	}

	/**
	 * Return what is done.
	 * @return the operation
	 */
	public ManagementOperation getOperation() {
		return this.operation;
	}

	/**
	 * Return the orchestrator to start.
	 * @return what the caller calls it, or {@code null} if nothing is started by name
	 */
	public @Nullable String getOrchestrator() {
		return (this.operation == ManagementOperation.START) ? this.subject : null;
	}

	/**
	 * Return the instance.
	 * @return its id, or {@code null} if this is about none or many
	 */
	public @Nullable String getInstanceId() {
		return (this.operation == ManagementOperation.START || this.subject.isEmpty()) ? null : this.subject;
	}

	/**
	 * Return the event.
	 * @return its name, or {@code null} if none is raised
	 */
	public @Nullable String getEventName() {
		return this.eventName.isEmpty() ? null : this.eventName;
	}

	/**
	 * Return why this cannot be done although it does not end with an exception.
	 */
	@Nullable Throwable refusal() {
		return this.refusal;
	}

	void refuse(Throwable reason) {
		this.refusal = reason;
	}

	/**
	 * Return why this is done.
	 * @return the reason, or {@code null} if the caller gave none
	 */
	public @Nullable String getReason() {
		return this.reason;
	}

	void setReason(@Nullable String reason) {
		this.reason = reason;
	}

	/**
	 * Return the instance that was started.
	 * @return its id, or {@code null} if none was
	 */
	public @Nullable String getStartedInstanceId() {
		return this.startedInstanceId;
	}

	void setStartedInstanceId(String startedInstanceId) {
		this.startedInstanceId = startedInstanceId;
	}

	/**
	 * Return the status of the instance.
	 * @return the status, or {@code null} if it was not asked for
	 */
	public @Nullable RuntimeStatus getRuntimeStatus() {
		return this.runtimeStatus;
	}

	void setRuntimeStatus(RuntimeStatus runtimeStatus) {
		this.runtimeStatus = runtimeStatus;
	}

	/**
	 * Return how many instances were deleted.
	 * @return the number, or {@code null} if none were to be deleted
	 */
	public @Nullable Long getDeleted() {
		return this.deleted;
	}

	void setDeleted(long deleted) {
		this.deleted = deleted;
	}

	/**
	 * Return how many instances were listed.
	 * @return the number, or {@code null} if this is no list
	 */
	public @Nullable Integer getListed() {
		return this.listed;
	}

	void setListed(int listed) {
		this.listed = listed;
	}

}
