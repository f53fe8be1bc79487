package dev.durable.engine;

import java.util.List;

import dev.durable.engine.code.OpenActivity;

/**
 * What follows from a turn that has become durable: decided when its instance took note
 * of that, done after it.
 *
 * @param generation the generation that the turn was of
 * @param trace what it ends for those who follow the trace
 * @param activities the activities to be started
 * @param awaited whether the code waits for the only one of them and for nothing else
 * @param finished whether the instance has finished
 * @param reload whether the instance has to be loaded again, with its code
 * @param readMore whether the store may have more messages than were read
 */
record CommittedTurn(int generation, TurnTrace trace, List<OpenActivity> activities, boolean awaited, boolean finished,
		boolean reload, boolean readMore) {

}
