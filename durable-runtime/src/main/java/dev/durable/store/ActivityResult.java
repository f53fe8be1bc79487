package dev.durable.store;

/**
 * The outcome of an activity that a node had claimed.
 *
 * @param claim the number of its row
 * @param instance the surrogate id of the instance that waits for it
 * @param message {@link MessageKind#ACTIVITY_COMPLETED} or
 * {@link MessageKind#ACTIVITY_FAILED}
 */
public record ActivityResult(long claim, long instance, Message message) {

	/**
	 * Return about how many characters this writes.
	 * @return the size
	 */
	public long size() {
		String payload = this.message.payload();
		return (payload != null) ? payload.length() : 0;
	}

}
