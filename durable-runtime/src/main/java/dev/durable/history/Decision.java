package dev.durable.history;

/**
 * Something that an orchestrator's code, or the engine on its behalf, decided in a turn.
 */
public sealed interface Decision extends HistoryEvent permits TaskScheduled, TaskRetryScheduled,
		SubOrchestrationCreated, TimerCreated, DecisionKept, CallRefused, ContinuedAsNew, ExecutionCompleted {

}
