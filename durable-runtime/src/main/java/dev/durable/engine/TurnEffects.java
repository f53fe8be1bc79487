package dev.durable.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.durable.RuntimeStatus;
import dev.durable.engine.code.Execution;
import dev.durable.engine.code.OpenActivity;
import dev.durable.engine.code.OpenTimer;
import dev.durable.history.Decision;
import dev.durable.history.TaskRetryScheduled;
import dev.durable.history.TaskScheduled;
import dev.durable.history.TimerCreated;
import dev.durable.history.TimerFired;
import dev.durable.observation.EngineListener;
import dev.durable.store.CommitResult;
import dev.durable.store.InstanceCommit;
import dev.durable.store.NewInstance;

/**
 * What happens because of a turn, once the turn is durable.
 */
final class TurnEffects {

	private static final Comparator<OpenTimer> IN_ORDER = Comparator.comparing(OpenTimer::fireAt)
		.thenComparing(OpenTimer::taskId);

	private final LiveInstance instance;

	private final InstanceEvents engine;

	private final InstanceTimers timers;

	private final EngineListener listener;

	TurnEffects(LiveInstance instance, InstanceEvents engine, EngineServices services) {
		this.instance = instance;
		this.engine = engine;
		this.timers = new InstanceTimers(services);
		this.listener = services.listener();
	}

	/**
	 * Set the timers of a turn's decisions, and stop those that nobody waits for any
	 * more.
	 * @return the activities of the decisions, to be started when the instance is at rest
	 */
	List<OpenActivity> begin(Execution execution, int generation) {
		if (execution.isRewound()) {
			startTimers(execution.openTimers(), generation);
			return List.copyOf(execution.openActivities());
		}
		List<OpenActivity> activities = new ArrayList<>();
		List<OpenTimer> created = List.of();
		for (Decision decision : execution.end()) {
			if (decision instanceof TaskScheduled scheduled) {
				activities.add(new OpenActivity(scheduled.taskId(), 1, scheduled.name(), scheduled.input(), null,
						scheduled.handedOver()));
			}
			else if (decision instanceof TaskRetryScheduled retry) {
				OpenActivity open = execution.openActivity(retry.taskId(), retry.attempt());
				if (open != null) {
					InstanceLog.retried(this.instance.row(), open.name(), open.taskId(), open.attempt(), open.dueAt());
					activities.add(open);
				}
			}
			else if (decision instanceof TimerCreated timer) {
				created = created.isEmpty() ? new ArrayList<>(2) : created;
				created.add(new OpenTimer(timer.taskId(), timer.fireAt()));
			}
		}
		startTimers(created, generation);
		execution.takeClosedTimers().forEach(this.timers::cancel);
		return activities;
	}

	/**
	 * Set timers in the order in which they are due, which is that in which those fire
	 * whose time has come already.
	 */
	void startTimers(Collection<OpenTimer> open, int generation) {
		open.stream().sorted(IN_ORDER).forEach((timer) -> startTimer(timer, generation));
	}

	private void startTimer(OpenTimer timer, int generation) {
		Delivery fired = Delivery.internal(new TimerFired(timer.taskId()), generation);
		this.timers.schedule(timer.taskId(), timer.fireAt(), () -> this.instance.post(fired));
	}

	/**
	 * Let the instance look at the time when its code may begin to run.
	 */
	void awaitStartTime(Instant startTime) {
		this.timers.startAt(startTime, this.instance::startTimeCame);
	}

	void cancelTimers() {
		this.timers.cancelAll();
	}

	/**
	 * The instance goes on with another generation: those before it are of no use.
	 */
	void continuedAsNew(int generation) {
		this.engine.continuedAsNew(this.instance.id(), generation);
	}

	/**
	 * Start activities.
	 * @param awaited whether the code waits for the only one of them and for nothing else
	 */
	void startActivities(List<OpenActivity> activities, int generation, boolean awaited) {
		for (OpenActivity activity : activities) {
			if (activity.handedOver()) {
				// whoever claims its row runs it
				continue;
			}
			if (activity.dueAt() == null) {
				this.engine.run(this.instance, activity, generation, awaited);
			}
			else {
				this.timers.at(activity.dueAt(), () -> this.engine.run(this.instance, activity, generation, false));
			}
		}
	}

	/**
	 * Tell those whom a commit concerns besides the instance itself.
	 */
	void announce(InstanceCommit commit, CommitResult result, long node) {
		if (commit.change() != null && commit.change().status() == RuntimeStatus.TERMINATED) {
			this.engine.terminated(commit.instance());
		}
		Set<Long> receivers = new HashSet<>();
		commit.sent().forEach((message) -> receivers.add(message.target()));
		boolean unowned = commit.toChildren() != null;
		for (NewInstance child : commit.children()) {
			if (result.failedChildren().contains(child.id())) {
				receivers.add(commit.instance());
				continue;
			}
			this.listener.started(child.name());
			InstanceLog.started(child.instanceId(), child.name());
			if (child.owned()) {
				this.engine.inserted(child, this.instance.instanceId(), node);
			}
			else {
				unowned = true;
			}
		}
		if (unowned) {
			this.engine.storeChanged();
		}
		else if (!receivers.isEmpty()) {
			this.engine.messagesSent(receivers);
		}
		if (!commit.handedOver().isEmpty()) {
			this.engine.activitiesHandedOver();
		}
	}

}
