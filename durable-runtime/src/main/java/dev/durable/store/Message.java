package dev.durable.store;

import dev.durable.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * Content of a message to an instance.
 *
 * @param kind what it is
 * @param name the name of the event, empty for other kinds
 * @param generation the generation that it is for, 0 where the kind has none
 * @param taskId the task that it is for, 0 where the kind has none
 * @param attempt the attempt of the task, 0 where the kind has none
 * @param payload see {@link MessageKind}
 * @param trace the trace context of the sender of an event
 */
public record Message(MessageKind kind, String name, int generation, int taskId, int attempt, @Nullable String payload,
		TraceContext trace) {

	/**
	 * Content of a message without the trace of its sender.
	 * @param kind what it is
	 * @param name the name of the event, empty for other kinds
	 * @param generation the generation that it is for, 0 where the kind has none
	 * @param taskId the task that it is for, 0 where the kind has none
	 * @param attempt the attempt of the task, 0 where the kind has none
	 * @param payload see {@link MessageKind}
	 */
	public Message(MessageKind kind, String name, int generation, int taskId, int attempt, @Nullable String payload) {
		this(kind, name, generation, taskId, attempt, payload, TraceContext.NONE);
	}

	/**
	 * Content of a message that is about no attempt of an activity.
	 * @param kind what it is
	 * @param name the name of the event, empty for other kinds
	 * @param generation the generation that it is for, 0 where the kind has none
	 * @param taskId the task that it is for, 0 where the kind has none
	 * @param payload see {@link MessageKind}
	 */
	public Message(MessageKind kind, String name, int generation, int taskId, @Nullable String payload) {
		this(kind, name, generation, taskId, 0, payload);
	}

}
