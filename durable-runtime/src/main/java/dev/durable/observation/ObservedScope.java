package dev.durable.observation;

/**
 * Time during which a thread does something that is observed.
 */
public interface ObservedScope extends AutoCloseable {

	/**
	 * It failed.
	 * @param failure why
	 */
	void failed(Throwable failure);

	@Override
	void close();

}
