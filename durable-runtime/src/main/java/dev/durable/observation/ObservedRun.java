package dev.durable.observation;

import dev.durable.TraceContext;

/**
 * Time during which a thread runs an attempt of an activity.
 */
public interface ObservedRun extends ObservedScope {

	/**
	 * Return the trace context that the attempt runs in, which is that of the thread.
	 * @return its own span, or whatever is nearest to it
	 */
	TraceContext traceContext();

}
