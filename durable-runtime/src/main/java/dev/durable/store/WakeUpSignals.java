package dev.durable.store;

/**
 * Tells nodes at once what they would find at their next poll: that there may be
 * something in the store for them. A signal carries nothing, may get lost and may come
 * too often; polling alone is correct. Thread-safe.
 */
public interface WakeUpSignals extends AutoCloseable {

	/**
	 * No signals, for stores of one node.
	 */
	WakeUpSignals NONE = new WakeUpSignals() {

		@Override
		public void listen(Runnable listener) {
			// Nobody sends
		}

		@Override
		public boolean areArriving() {
			return false;
		}

		@Override
		public void send() {
			// Nobody listens
		}

		@Override
		public void close() {
			// Nothing is open
		}

	};

	/**
	 * Listen until closed. Connections that are lost are replaced. To be called once.
	 * @param listener runs, on a thread of the signals, when another node has sent a
	 * signal, and when {@link #areArriving()} has changed; must return soon
	 */
	void listen(Runnable listener);

	/**
	 * Return whether the signals of other nodes arrive here, as far as one can know.
	 * @return whether polls may be rare
	 */
	boolean areArriving();

	/**
	 * Send a signal to the other nodes, in a transaction of its own. Not to be called in
	 * a transaction, and not more than once at a time: the database may put all
	 * transactions that send signals into a row. Works without listening.
	 * @throws StoreException if it could not be sent
	 */
	void send();

	/**
	 * Listen no longer.
	 */
	@Override
	void close();

}
