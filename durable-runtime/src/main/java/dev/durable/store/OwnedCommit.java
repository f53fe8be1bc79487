package dev.durable.store;

/**
 * What a node wants committed for an instance that it owns.
 *
 * @param node the node
 * @param commit the commit
 */
public record OwnedCommit(long node, InstanceCommit commit) {

}
