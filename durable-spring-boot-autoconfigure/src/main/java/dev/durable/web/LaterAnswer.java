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
 */
record LaterAnswer(CompletionStage<OrchestrationStatus> completion, Duration timeout,
		Function<OrchestrationStatus, Answer> answer) implements Reply {

}
