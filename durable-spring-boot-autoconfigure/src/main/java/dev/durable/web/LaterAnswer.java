package dev.durable.web;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import dev.durable.OrchestrationStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that waits for an instance to finish.
 *
 * @param completion the instance's status, finished or when the time has run out
 * @param timeout how long that takes at most
 * @param answer what to answer then
 * @param otherwise what to answer if the status cannot be found out, although what was
 * asked for is done; {@code null} to answer with what went wrong
 * @param over run when nobody waits any more, answered or not
 */
record LaterAnswer(CompletionStage<OrchestrationStatus> completion, Duration timeout,
		Function<OrchestrationStatus, Answer> answer, @Nullable Answer otherwise, Runnable over) implements Reply {

	private static final Logger logger = LoggerFactory.getLogger(LaterAnswer.class);

	LaterAnswer(CompletionStage<OrchestrationStatus> completion, Duration timeout,
			Function<OrchestrationStatus, Answer> answer) {
		this(completion, timeout, answer, null, () -> {
		});
	}

	/**
	 * Create an answer that says something else if the status cannot be found out.
	 */
	LaterAnswer(CompletionStage<OrchestrationStatus> completion, Duration timeout,
			Function<OrchestrationStatus, Answer> answer, Answer otherwise) {
		this(completion, timeout, answer, otherwise, () -> {
		});
	}

	/**
	 * Return what to answer to a status.
	 * @throws Throwable what went wrong, if there is no other answer
	 */
	Answer answer(OrchestrationStatus status) throws Throwable {
		try {
			return this.answer.apply(status);
		}
		catch (RuntimeException ex) {
			return failed(ex);
		}
	}

	/**
	 * Return what to answer if the status cannot be found out.
	 * @throws Throwable what went wrong, if there is no other answer
	 */
	Answer failed(Throwable failure) throws Throwable {
		if (this.otherwise == null) {
			throw failure;
		}
		logger.debug("What was waited for could not be found out", failure);
		return this.otherwise;
	}

}
