package dev.durable.history;

/**
 * The turn that begins with this ran without the orchestrator's code: the instance was
 * followed by a node that lacks the code, or whose code does not fit. What the turn
 * consumed is withheld until a turn that runs with code.
 */
public record CodeAbsent() implements Incident {

}
