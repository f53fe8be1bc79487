package dev.durable.engine.why;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.durable.Reason;
import dev.durable.engine.code.OrchestratorCode;
import org.jspecify.annotations.Nullable;

/**
 * What the node that answers knows besides the store.
 *
 * @param node its id, or {@code null} while it is no member
 * @param nodeTimeout after how long without a heartbeat a node is taken for dead
 * @param code its code for the instance, or {@code null}
 * @param registered what it has of orchestrators with that name
 * @param obstacle why it takes no instances on, or {@code null} if it does
 * @param verdict what earlier deaths of nodes say against the instance
 * @param memory what its memory has of the instance
 */
public record LocalKnowledge(@Nullable Long node, Duration nodeTimeout, @Nullable OrchestratorCode code,
		List<String> registered, @Nullable String obstacle, Verdict verdict, Memory memory) {

	/**
	 * What the memory of the node that answers knows of an instance. It may be ahead of
	 * the store.
	 */
	public interface Memory {

		/**
		 * Return the turn that is under way on this node.
		 * @return the turn, or {@code null} if none is
		 */
		Reason.@Nullable Turn turn();

		/**
		 * Return since when an attempt of an activity runs here.
		 * @param taskId the number of the task
		 * @param attempt the attempt
		 * @return the time, or {@code null} if it does not run
		 */
		@Nullable Instant runningSince(int taskId, int attempt);

		/**
		 * Return whether activities wait for a free worker.
		 * @return whether there is a queue
		 */
		boolean hasQueue();

	}

	/**
	 * What is thought of an instance.
	 */
	public enum Verdict {

		/** Nothing is held against it. */
		INNOCENT,

		/** It may have killed nodes. */
		SUSPECT,

		/** It is not to be run until somebody resumes it. */
		CONDEMNED

	}

}
