package dev.durable.engine.code;

import java.util.List;

import dev.durable.history.Decision;

/**
 * What follows for an execution from a rewind: the code is where it was before the first
 * of the stages, which happen again in the next turn that runs with code.
 */
public final class Rewinding {

	private final List<Stage> stages;

	private final List<Decision> earlier;

	private final int lastTask;

	private final int rewinds;

	/**
	 * Create a rewinding.
	 * @param stages what happens again
	 * @param earlier what the code had decided meanwhile, to stand if it decides so again
	 * @param lastTask the highest number that a task ever had
	 * @param rewinds how many rewinds there have been, this one included
	 */
	Rewinding(List<Stage> stages, List<Decision> earlier, int lastTask, int rewinds) {
		this.stages = stages;
		this.earlier = earlier;
		this.lastTask = lastTask;
		this.rewinds = rewinds;
	}

	List<Stage> stages() {
		return this.stages;
	}

	List<Decision> earlier() {
		return this.earlier;
	}

	int lastTask() {
		return this.lastTask;
	}

	int rewinds() {
		return this.rewinds;
	}

}
