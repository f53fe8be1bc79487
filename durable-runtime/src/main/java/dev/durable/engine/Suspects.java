package dev.durable.engine;

import java.time.Duration;
import java.util.List;

import dev.durable.RuntimeStatus;
import dev.durable.store.LoadedInstance;
import dev.durable.store.Suspicion;
import dev.durable.store.TurnRow;

/**
 * Tells from what is recorded of takeovers and trials which instances may kill nodes, and
 * which of them have to be suspended.
 */
final class Suspects {

	private static final int TAKEOVERS = 2;

	private static final Duration LONGEST = Duration.ofMinutes(10);

	private final int maxFailedTrials;

	Suspects(int maxFailedTrials) {
		this.maxFailedTrials = maxFailedTrials;
	}

	/**
	 * Return whether an instance may come into memory on trial only: two nodes have died
	 * that owned it, and it has come no further in between.
	 */
	boolean isSuspect(LoadedInstance loaded) {
		return this.maxFailedTrials > 0 && !isCondemned(loaded) && isAtTakeover(loaded)
				&& loaded.suspicion().takeovers() >= TAKEOVERS;
	}

	/**
	 * Return whether the code of an instance is not to be run: nodes died in its trials,
	 * and it has not been resumed since.
	 */
	boolean isCondemned(LoadedInstance loaded) {
		return this.maxFailedTrials > 0 && loaded.suspicion().trials() >= this.maxFailedTrials
				&& (isAtTakeover(loaded) || loaded.row().status() == RuntimeStatus.SUSPENDED);
	}

	private static boolean isAtTakeover(LoadedInstance loaded) {
		List<TurnRow> turns = loaded.turns();
		if (turns.isEmpty()) {
			return false;
		}
		TurnRow last = turns.get(turns.size() - 1);
		return loaded.suspicion().position() == UnknownOutcome.position(last.generation(), last.turn());
	}

	/**
	 * Return how long a trial may last while others wait. It grows with each takeover, so
	 * that what takes long to kill is found in the end.
	 */
	static Duration patience(Suspicion suspicion) {
		int doublings = Math.min(Math.max(0, suspicion.takeovers() - TAKEOVERS), 10);
		Duration patience = Duration.ofSeconds(1L << doublings);
		return (patience.compareTo(LONGEST) < 0) ? patience : LONGEST;
	}

	/**
	 * Say why an instance is suspended.
	 */
	static String verdict(LoadedInstance loaded) {
		Suspicion suspicion = loaded.suspicion();
		return ("%d nodes died while they had this instance in memory and it came no further, the last %d of them while "
				+ "it ran on trial after turn %d of generation %d. Its orchestrator '%s', or an activity that it waits "
				+ "for, probably ends the process: look for OutOfMemoryError, System.exit and native crashes in the logs "
				+ "of the nodes. Deploy a correction, then resume the instance")
			.formatted(suspicion.takeovers(), suspicion.trials(), suspicion.position() & 0xFFFF_FFFFL,
					suspicion.position() >> 32, loaded.row().name());
	}

}
