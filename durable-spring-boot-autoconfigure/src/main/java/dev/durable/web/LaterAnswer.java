package dev.durable.web;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import dev.durable.OrchestrationStatus;

/**
 * An answer that waits for an instance to finish.
 *
 * @param completion the instance's status, finished or when the time has run out
 * @param timeout how long that takes at most
 * @param answer what to answer then
 * @param over run when nobody waits any more, answered or not
 */
record LaterAnswer(CompletionStage<OrchestrationStatus> completion, Duration timeout,
		Function<OrchestrationStatus, Answer> answer, Runnable over) implements Reply {

	LaterAnswer(CompletionStage<OrchestrationStatus> completion, Duration timeout,
			Function<OrchestrationStatus, Answer> answer) {
		this(completion, timeout, answer, () -> {
		});
	}

}
