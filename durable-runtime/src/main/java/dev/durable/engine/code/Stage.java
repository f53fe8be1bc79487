package dev.durable.engine.code;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.durable.history.Incident;

/**
 * What happened in one turn before a rewind, and happens again to the code after it.
 *
 * @param turn the number of the turn
 * @param time its time
 * @param rewinds how many rewinds there had been
 * @param incidents what it consumed
 * @param withdrawn the tasks whose final failures do not count any more
 */
record Stage(int turn, Instant time, int rewinds, List<Incident> incidents, Set<Integer> withdrawn) {

	Stage without(Set<Integer> failures) {
		Set<Integer> all = new HashSet<>(this.withdrawn);
		all.addAll(failures);
		return new Stage(this.turn, this.time, this.rewinds, this.incidents, all);
	}

}
