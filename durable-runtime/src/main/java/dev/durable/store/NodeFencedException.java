package dev.durable.store;

/**
 * The node's own row is gone: other nodes have taken over, or are about to. Nothing was
 * written. The node drops everything that it has in memory and joins anew.
 */
public final class NodeFencedException extends StoreException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param node the node whose row is gone
	 */
	public NodeFencedException(long node) {
		super(Kind.DEFINITE, "Node " + node + " has lost its row; its instances belong to others now", null);
	}

}
