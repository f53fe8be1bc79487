package dev.durable.history;

/**
 * The node that wrote this turn had no code that fits, so the code did not run although
 * it may have had something to do. It is made up for in a later turn. Recorded so that
 * the code does not run in this turn on replay either.
 */
public record CodeAbsent() implements Decision {

}
