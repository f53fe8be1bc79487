package dev.durable;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One reason why an instance is where it is. Times are database times; the beginning of
 * something is the time of the turn that recorded it.
 */
public sealed interface Reason {

	/**
	 * The code waits for an external event.
	 *
	 * @param name the event's name
	 * @param since since when
	 * @param until when it gives up, or {@code null} if never
	 * @param awaited whether the code cannot go on without it at the moment
	 */
	record Event(String name, Instant since, @Nullable Instant until, boolean awaited) implements Reason {

	}

	/**
	 * An activity has no outcome yet.
	 *
	 * @param name the activity
	 * @param taskId the number of the task
	 * @param progress how far it has come
	 * @param attempt the attempt, from 1
	 * @param maxAttempts how many attempts there are at most, or {@code null} if that is
	 * not known
	 * @param since when the attempt was scheduled
	 * @param dueAt when the attempt may begin, or {@code null} for at once
	 * @param runningSince when it began, or {@code null} if that is not known
	 * @param node the node that runs it or is to run it, or {@code null}
	 * @param lastFailure how the attempt before failed, without stack trace and causes,
	 * or {@code null}
	 * @param awaited whether the code cannot go on without it at the moment, or
	 * {@code null} if that is not known
	 */
	record Activity(String name, int taskId, ActivityProgress progress, int attempt, @Nullable Integer maxAttempts,
			Instant since, @Nullable Instant dueAt, @Nullable Instant runningSince, @Nullable Node node,
			@Nullable FailureDetails lastFailure, @Nullable Boolean awaited) implements Reason {

	}

	/**
	 * A durable timer has not fired.
	 *
	 * @param taskId the number of the task
	 * @param since when it was set
	 * @param fireAt when it fires
	 * @param awaited whether the code cannot go on without it at the moment, or
	 * {@code null} if that is not known; then the timer may also be the time limit of an
	 * event, which may have come
	 */
	record Timer(int taskId, Instant since, Instant fireAt, @Nullable Boolean awaited) implements Reason {

	}

	/**
	 * A sub-orchestration has no outcome yet.
	 *
	 * @param taskId the number of the task
	 * @param instanceId the id of the child
	 * @param name the orchestrator of the child
	 * @param version its version, or {@code null} if it has none
	 * @param runtimeStatus the child's status, or {@code null} if it has finished and its
	 * result is on its way
	 * @param since when it was started
	 * @param awaited whether the code cannot go on without it at the moment, or
	 * {@code null} if that is not known
	 */
	record SubOrchestration(int taskId, String instanceId, String name, @Nullable String version,
			@Nullable RuntimeStatus runtimeStatus, Instant since, @Nullable Boolean awaited) implements Reason {

	}

	/**
	 * The instance was started for later.
	 *
	 * @param startAt when its code may run
	 */
	record StartTime(Instant startAt) implements Reason {

	}

	/**
	 * The instance has something to do and no node has taken it yet.
	 *
	 * @param since since when it is due, or {@code null} if nobody has been told to look
	 * after it
	 * @param obstacle why the answering node does not take it, or {@code null} if it is
	 * about to
	 */
	record Unclaimed(@Nullable Instant since, @Nullable String obstacle) implements Reason {

	}

	/**
	 * The node that answers has no code for the instance. What other nodes have is not
	 * recorded anywhere.
	 *
	 * @param name the orchestrator
	 * @param version its version, or {@code null} if it has none
	 * @param registered what the node has under that name, with {@code @(version)} where
	 * there is one; maybe nothing
	 * @param since since when the instance waits for a node that has the code, or
	 * {@code null} if there is nothing to do for now
	 */
	record MissingCode(String name, @Nullable String version, List<String> registered,
			@Nullable Instant since) implements Reason {

		public MissingCode {
			registered = List.copyOf(registered);
		}

	}

	/**
	 * The instance is held until it is resumed.
	 *
	 * @param cause who holds it
	 * @param since since when
	 * @param reason the reason as it was given, or {@code null}
	 */
	record Suspension(SuspensionCause cause, Instant since, @Nullable String reason) implements Reason {

	}

	/**
	 * The code does something else than the history says.
	 *
	 * @param turn the number of the turn
	 * @param decision which decision of the turn, from 1
	 * @param history what history has there
	 * @param code what the code does there
	 * @param recorded whether this was found when the instance ran, and recorded; else it
	 * was found just now, with the code of the node that answers
	 */
	record NonDeterminism(int turn, int decision, String history, String code, boolean recorded) implements Reason {

	}

	/**
	 * Nodes have died that had the instance in memory, and it came no further in between.
	 * It runs on trial, one such instance at a time on a node.
	 *
	 * @param takeovers how many nodes died
	 * @param trials how many of them during a trial, or a trial that is under way
	 */
	record Trial(int takeovers, int trials) implements Reason {

	}

	/**
	 * The node that owns the instance is gone or shows no sign of life; another one will
	 * take over.
	 *
	 * @param node the owner
	 */
	record LostOwner(Node node) implements Reason {

	}

	/**
	 * Messages for the instance have not been taken into its history yet.
	 *
	 * @param count how many
	 * @param more whether there are more than that
	 * @param since since when the oldest waits, or {@code null} if that is not known
	 */
	record Messages(int count, boolean more, @Nullable Instant since) implements Reason {

	}

	/**
	 * Nothing is awaited: the next turn is under way or about to be.
	 *
	 * @param number the number of the turn
	 * @param progress how far it has come
	 * @param since when it began, or {@code null} if that is not known
	 * @param at where in the code it is, or {@code null}
	 */
	record Turn(int number, TurnProgress progress, @Nullable Instant since, @Nullable String at) implements Reason {

	}

	/**
	 * The instance has finished.
	 *
	 * @param time when
	 * @param failure how it failed, without stack trace and causes, or {@code null}
	 * @param reason why it was terminated, or {@code null}
	 */
	record End(Instant time, @Nullable FailureDetails failure, @Nullable String reason) implements Reason {

	}

	/**
	 * A node of the application.
	 *
	 * @param id its id, never used before or after
	 * @param name a name for people, or {@code null} if the node is gone
	 * @param heartbeatTime its last heartbeat, or {@code null} if the node is gone
	 * @param here whether it is the node that answers
	 */
	record Node(long id, @Nullable String name, @Nullable Instant heartbeatTime, boolean here) {

	}

	/**
	 * How far an attempt of an activity has come.
	 */
	enum ActivityProgress {

		/** Its code runs. */
		RUNNING,

		/** It waits for a free worker of the node that owns the instance. */
		QUEUED,

		/**
		 * It is up to the node that owns the instance, which alone knows whether it runs
		 * or waits for a free worker.
		 */
		WITH_OWNER,

		/** It waits for its time, after a failure. */
		WAITING_TO_RETRY,

		/** It was handed over and no node has taken it. */
		HANDED_OVER,

		/** It was handed over and a node has taken it. */
		TAKEN,

		/** It begins once a node has taken the instance. */
		NOT_BEGUN,

		/** Its outcome is known and not part of history yet. */
		ENDED

	}

	/**
	 * Who holds an instance.
	 */
	enum SuspensionCause {

		/** Somebody who asked for it. */
		OPERATOR,

		/** The engine, because code and history do not fit. */
		NON_DETERMINISM,

		/** The engine, because the instance seems to kill its nodes. */
		DEADLY

	}

	/**
	 * How far a turn has come.
	 */
	enum TurnProgress {

		/** It is to come. */
		EXPECTED,

		/** The code runs. */
		RUNNING,

		/** It is being written to the database. */
		WRITING

	}

}
