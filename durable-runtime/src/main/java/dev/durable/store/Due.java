package dev.durable.store;

/**
 * What was taken of that which is due.
 *
 * @param <T> the type of what is taken
 * @param taken what was taken
 * @param skipped whether there may be something else that is due and was left alone
 * because somebody had locked it. Nobody tells when such a lock ends, so it is worth
 * looking again soon
 */
public record Due<T>(T taken, boolean skipped) {
}
