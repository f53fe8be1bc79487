package dev.durable.history;

/**
 * One entry of an orchestration's history: something that happened to the instance
 * ({@link Incident}) or something that its code decided ({@link Decision}). A turn is a
 * list of incidents followed by the decisions that they led to.
 */
public sealed interface HistoryEvent permits Incident, Decision {

}
