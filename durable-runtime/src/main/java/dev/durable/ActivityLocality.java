package dev.durable;

/**
 * On which node an activity runs.
 */
public enum ActivityLocality {

	/**
	 * On the node that has the orchestration instance in memory, as long as that node has
	 * room; else on any node that has.
	 */
	PREFER_LOCAL,

	/**
	 * Always on the node that has the orchestration instance in memory, such as for work
	 * that is so short that handing it over costs more.
	 */
	LOCAL,

	/**
	 * On any node with a free worker, such as for long or heavy work that is to be spread
	 * evenly. Each call costs a row and, on average, half a poll interval.
	 */
	ANY_NODE

}
