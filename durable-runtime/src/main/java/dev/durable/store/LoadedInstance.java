package dev.durable.store;

import java.util.List;

/**
 * An instance with all that is needed to go on with it.
 *
 * @param row the instance
 * @param turns the history of its current generation, in order
 * @param inbox its inbox, in order, the first portion of it
 * @param suspicion what earlier deaths of nodes say against it
 */
public record LoadedInstance(InstanceRow row, List<TurnRow> turns, List<InboxMessage> inbox, Suspicion suspicion) {

}
