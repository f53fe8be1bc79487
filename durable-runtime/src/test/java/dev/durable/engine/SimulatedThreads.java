package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * {@link EngineThreads} of one simulated node. Whatever the engine does is an event of
 * the world; an orchestrator's thread runs while the world waits for it.
 */
final class SimulatedThreads implements EngineThreads {

	private final SimulatedWorld world;

	private final Map<Lane, Queue<Runnable>> lanes = new EnumMap<>(Lane.class);

	private final Map<Lane, Duration> delays = new EnumMap<>(Lane.class);

	private final Map<Object, Semaphore> codeAtRest = new ConcurrentHashMap<>();

	private volatile boolean dead;

	private BooleanSupplier mayCommit = () -> false;

	private BooleanSupplier canLend = () -> false;

	private BooleanSupplier newsLane = () -> false;

	private int missingThreads;

	private int missingTimers;

	private int missingTimes;

	private final Map<Lane, Integer> missingWork = new EnumMap<>(Lane.class);

	private Duration ahead = Duration.ZERO;

	private int timers;

	private int clientTasks;

	SimulatedThreads(SimulatedWorld world) {
		this.world = world;
	}

	/**
	 * The process is gone: nothing of it happens any more.
	 */
	void kill() {
		this.dead = true;
	}

	/**
	 * Let every thread commit itself.
	 */
	void letCommit() {
		this.mayCommit = () -> true;
	}

	/**
	 * Let everybody be told of commits later.
	 * @param delay how much later
	 */
	void letTellLater(Duration delay) {
		this.newsLane = () -> true;
		this.delays.put(Lane.COMMIT_NEWS, delay);
	}

	/**
	 * Let the work of a lane wait.
	 * @param delay for how long
	 */
	void letWait(Lane lane, Duration delay) {
		this.delays.put(lane, delay);
	}

	/**
	 * Return how often something was to be done later.
	 */
	int timers() {
		return this.timers;
	}

	/**
	 * Return how much work for clients, and housekeeping, there was.
	 */
	int clientTasks() {
		return this.clientTasks;
	}

	/**
	 * Let threads commit themselves and do other work meanwhile, and tell of commits
	 * later, now and then.
	 */
	void letHelp() {
		this.newsLane = this.world.random()::nextBoolean;
		this.mayCommit = this.world.random()::nextBoolean;
		this.canLend = this.world.random()::nextBoolean;
	}

	@Override
	public boolean mayCommit() {
		return this.mayCommit.getAsBoolean();
	}

	@Override
	public boolean canLend() {
		return this.canLend.getAsBoolean();
	}

	@Override
	public boolean isWorthNewsLane(int commits) {
		return this.newsLane.getAsBoolean();
	}

	boolean isDead() {
		return this.dead;
	}

	@Override
	public void execute(Lane lane, Runnable task) {
		if (this.dead) {
			return;
		}
		if (this.missingWork.merge(lane, -1, Integer::sum) >= 0) {
			throw new OutOfMemoryError("Java heap space (for a test)");
		}
		Duration delay = this.delays.getOrDefault(lane, Duration.ZERO)
			.plusNanos(1_000L * (1 + this.world.random().nextInt(2_000)));
		this.clientTasks += (lane == Lane.CLIENTS) ? 1 : 0;
		if (lane == Lane.ACTIVITIES || lane == Lane.CLIENTS) {
			this.world.after(delay, () -> run(task));
			return;
		}
		Queue<Runnable> queue = this.lanes.computeIfAbsent(lane, (key) -> new ArrayDeque<>());
		queue.add(task);
		if (queue.size() == 1) {
			this.world.after(delay, () -> runLane(queue));
		}
	}

	private void runLane(Queue<Runnable> queue) {
		run(queue.element());
		queue.remove();
		if (!queue.isEmpty()) {
			this.world.after(Duration.ofNanos(1_000L * (1 + this.world.random().nextInt(2_000))), () -> runLane(queue));
		}
	}

	private void run(Runnable task) {
		if (this.dead) {
			return;
		}
		try {
			task.run();
		}
		catch (SimulatedCrash ex) {
			kill();
		}
		catch (RuntimeException | Error ex) {
			this.world.violation("Unexpected " + ex + " at " + ex.getStackTrace()[0]);
		}
	}

	@Override
	public Cancellable after(Duration delay, Runnable task) {
		if (this.missingTimers > 0) {
			this.missingTimers--;
			throw new OutOfMemoryError("Java heap space (for a test)");
		}
		this.timers++;
		SimulatedWorld.Happening happening = this.world.after(EngineThreads.bounded(delay), () -> run(task));
		return () -> this.world.cancel(happening);
	}

	/**
	 * Let there be no room for the next threads of orchestrators.
	 */
	void refuseThreads(int count) {
		this.missingThreads = count;
	}

	/**
	 * Let there be no room for the next things to be done later.
	 */
	void refuseTimers(int count) {
		this.missingTimers = count;
	}

	/**
	 * Let there be no room for the next tasks of a lane.
	 */
	void refuseWork(Lane lane, int count) {
		this.missingWork.put(lane, count);
	}

	/**
	 * Let there be no memory for the time when it is asked for next.
	 */
	void refuseTimes(int count) {
		this.missingTimes = count;
	}

	@Override
	public void start(String name, Runnable body) {
		if (this.missingThreads > 0) {
			this.missingThreads--;
			throw new OutOfMemoryError("unable to create native thread (for a test)");
		}
		Thread thread = new Thread(body, name);
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void resumed(Object code) {
		atRest(code).acquireUninterruptibly();
	}

	@Override
	public void blocked(Object code) {
		atRest(code).release();
	}

	private Semaphore atRest(Object code) {
		return this.codeAtRest.computeIfAbsent(code, (key) -> new Semaphore(0));
	}

	/**
	 * Let the clock of this machine be ahead of that of the database.
	 */
	void letClockBeAhead(Duration ahead) {
		this.ahead = ahead;
	}

	@Override
	public Instant wallTime() {
		return this.world.now().plus(this.ahead);
	}

	@Override
	public long nanoTime() {
		if (this.missingTimes > 0) {
			this.missingTimes--;
			throw new OutOfMemoryError("Java heap space (for a test)");
		}
		return Duration.between(Instant.EPOCH, this.world.now()).toNanos();
	}

	@Override
	public void shutdown() {
		this.dead = true;
	}

}
