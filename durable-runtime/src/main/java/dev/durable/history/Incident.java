package dev.durable.history;

/**
 * Something that happened to an instance and that a turn of it consumed.
 */
public sealed interface Incident extends HistoryEvent permits ExecutionStarted, TaskCompleted, TaskFailed,
		SubOrchestrationCompleted, SubOrchestrationFailed, TimerFired, EventRaised, CodeAbsent, ExecutionSuspended,
		ExecutionResumed, ExecutionTerminated, ExecutionRewound {

}
