package dev.durable.store.jpa;

/**
 * The key of a turn.
 *
 * @param instance the surrogate id of the instance
 * @param generation the generation
 * @param turn the number of the turn
 */
record TurnKey(long instance, int generation, int turn) {

}
