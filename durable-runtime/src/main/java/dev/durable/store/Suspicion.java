package dev.durable.store;

/**
 * What the deaths of nodes say against an instance that they owned.
 *
 * @param takeovers how often in a row it was taken over from a dead node at the same last
 * turn
 * @param position that turn, with the generation in the upper 32 bits, or -1
 * @param trials how many trials have begun there that it is not known to have outlived
 */
public record Suspicion(int takeovers, long position, int trials) {

	/**
	 * Nothing is said against it.
	 */
	public static final Suspicion NONE = new Suspicion(0, -1, 0);

}
