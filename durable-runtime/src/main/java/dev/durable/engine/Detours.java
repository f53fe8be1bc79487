package dev.durable.engine;

/**
 * Senders to an instance in memory that go through the store all the same, because a turn
 * does not end. As long as their messages are not here, those who send later go the same
 * way: nothing overtakes what the same sender has sent before. Used under the lock of the
 * instance.
 */
final class Detours {

	private int open;

	private int ended;

	/**
	 * How many of those that have ended the inbox is being read for.
	 */
	private int expected;

	boolean areOpen() {
		return this.open > 0;
	}

	void begin() {
		this.open++;
	}

	/**
	 * The message is durable, or there will be none.
	 */
	void end() {
		this.ended++;
	}

	/**
	 * The inbox is about to be read.
	 */
	void reading() {
		this.expected = this.ended;
	}

	/**
	 * The inbox has been read to its end.
	 */
	void haveRead() {
		this.open -= this.expected;
		this.ended -= this.expected;
		this.expected = 0;
	}

}
