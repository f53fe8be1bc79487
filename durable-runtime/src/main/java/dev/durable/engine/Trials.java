package dev.durable.engine;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

import dev.durable.engine.EngineThreads.Cancellable;
import dev.durable.engine.EngineThreads.Lane;
import dev.durable.observation.InstanceMdc;
import dev.durable.store.ClaimStore;
import dev.durable.store.LoadedInstance;
import dev.durable.store.StoreException;
import dev.durable.store.Suspicion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs instances on trial that may have killed nodes: one at a time, each after that has
 * been recorded. A trial is over when the instance has come further or has nothing to do
 * for now, or when it has run for so long that others should not wait any more.
 */
final class Trials {

	private static final Logger logger = LoggerFactory.getLogger(Trials.class);

	private static final Duration LOOK_EVERY = Duration.ofMillis(10);

	private static final Duration RETRY = Duration.ofSeconds(1);

	private final EngineServices services;

	private final InstanceEvents engine;

	private final ClaimStore claims;

	private final Suspects suspects;

	private final Set<Long> waiting = new LinkedHashSet<>();

	private @Nullable Trial current;

	private @Nullable Cancellable nextLook;

	private long member;

	Trials(EngineServices services, InstanceEvents engine, Suspects suspects) {
		this.services = services;
		this.engine = engine;
		this.claims = services.store().claims();
		this.suspects = suspects;
	}

	/**
	 * Return whether an instance may come into memory now, on trial if it is suspect. One
	 * that may not is loaded again when its time has come.
	 */
	synchronized boolean admit(LoadedInstance loaded, long node) {
		if (!this.suspects.isSuspect(loaded)) {
			return true;
		}
		if (this.member != node) {
			// what has waited was another membership's
			this.waiting.clear();
			this.member = node;
		}
		long id = loaded.row().id();
		Trial running = this.current;
		if (running != null && running.node == node) {
			if (running.instance != id) {
				this.waiting.add(id);
			}
			return running.instance == id;
		}
		return begin(loaded, node);
	}

	private boolean begin(LoadedInstance loaded, long node) {
		long id = loaded.row().id();
		Suspicion before = loaded.suspicion();
		try {
			this.claims.recordTrial(node, id, before.takeovers(), before.trials() + 1);
		}
		catch (StoreException ex) {
			logger.debug("The trial of instance '{}' could not begin, trying again", loaded.row().instanceId(), ex);
			this.services.threads().after(RETRY, () -> this.engine.reload(id));
			return false;
		}
		String instanceId = loaded.row().instanceId();
		InstanceMdc.about(instanceId,
				() -> logger.warn("Instance '{}' was on {} nodes when they died at the same point of it, so it runs on "
						+ "trial; look why they died", instanceId, before.takeovers()));
		long end = this.services.threads().nanoTime() + Suspects.patience(before).toNanos();
		this.waiting.remove(id);
		this.current = new Trial(node, id, before, end);
		lookAgain(LOOK_EVERY);
		return true;
	}

	/**
	 * Look after a while, instead of whenever that was to be: one look follows the other,
	 * however many suspects there are.
	 */
	private void lookAgain(Duration delay) {
		if (this.nextLook != null) {
			this.nextLook.cancel();
		}
		this.nextLook = this.services.threads()
			.after(delay, () -> this.services.threads().execute(Lane.CLAIMS, this::look));
	}

	private synchronized void look() {
		Trial trial = this.current;
		if (trial == null) {
			next();
			return;
		}
		Duration untilNext = RETRY;
		try {
			Suspicion after = outcome(trial);
			if (after == null || !end(trial, after)) {
				untilNext = LOOK_EVERY;
			}
			else {
				next();
			}
		}
		finally {
			if (this.current == trial) {
				lookAgain(untilNext);
			}
		}
	}

	/**
	 * Return what is held against the instance after its trial, or {@code null} if that
	 * goes on.
	 */
	private @Nullable Suspicion outcome(Trial trial) {
		if (!Long.valueOf(trial.node).equals(this.services.node().id())) {
			return trial.before;
		}
		LiveInstance instance = this.services.cache().find(trial.instance);
		if (instance == null) {
			// nobody knows why it left memory; if it is not finished it comes back
			return this.services.cache().isReserved(trial.instance) ? null : trial.before;
		}
		if (instance.hasOutlived(trial.before.position())) {
			return Suspicion.NONE;
		}
		boolean timeIsUp = this.services.threads().nanoTime() - trial.end >= 0;
		return timeIsUp ? new Suspicion(trial.before.takeovers(), trial.before.position(), 0) : null;
	}

	private boolean end(Trial trial, Suspicion after) {
		try {
			if (Long.valueOf(trial.node).equals(this.services.node().id())) {
				this.claims.recordTrial(trial.node, trial.instance, after.takeovers(), after.trials());
			}
			this.current = null;
			return true;
		}
		catch (StoreException ex) {
			logger.debug("The end of the trial of instance {} could not be recorded, trying again", trial.instance, ex);
			return false;
		}
	}

	private void next() {
		Iterator<Long> first = this.waiting.iterator();
		if (first.hasNext()) {
			// it may have gone elsewhere, or have come further
			lookAgain(RETRY);
			this.engine.reload(first.next());
			first.remove();
		}
	}

	/**
	 * This node ends as it should, which says nothing against the instance on trial.
	 */
	synchronized void stop() {
		Trial trial = this.current;
		if (trial != null) {
			Suspicion after = outcome(trial);
			end(trial, (after != null) ? after : trial.before);
			this.current = null;
		}
		this.waiting.clear();
	}

	/**
	 * A trial that is under way.
	 */
	private record Trial(long node, long instance, Suspicion before, long end) {

	}

}
