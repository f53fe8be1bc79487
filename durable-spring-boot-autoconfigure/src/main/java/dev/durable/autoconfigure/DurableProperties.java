package dev.durable.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties for durable orchestrations.
 */
@ConfigurationProperties("durable")
public class DurableProperties {

	/**
	 * Whether durable orchestrations are enabled.
	 */
	private boolean enabled = true;

	/**
	 * Name of the task hub. Applications that share a database but not their
	 * orchestrations use different task hubs.
	 */
	private String taskHub = "default";

	private final Engine engine = new Engine();

	private final Limits limits = new Limits();

	private final Tracing tracing = new Tracing();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public String getTaskHub() {
		return this.taskHub;
	}

	public void setTaskHub(String taskHub) {
		this.taskHub = taskHub;
	}

	public Engine getEngine() {
		return this.engine;
	}

	public Limits getLimits() {
		return this.limits;
	}

	public Tracing getTracing() {
		return this.tracing;
	}

	/**
	 * Properties of the engine that runs orchestrations on this node.
	 */
	public static class Engine {

		/**
		 * How often to look for due orchestrations in the database; ten times less often
		 * while signals of the other nodes arrive.
		 */
		private Duration pollInterval = Duration.ofMillis(500);

		/**
		 * Whether nodes tell each other of due orchestrations where the database can do
		 * that. Takes a connection of the pool.
		 */
		private boolean signals = true;

		/**
		 * How often to tell the other nodes that this one is alive.
		 */
		private Duration heartbeatInterval = Duration.ofSeconds(3);

		/**
		 * Time without a heartbeat after which the other nodes take over the
		 * orchestrations of a node. Must be at least three times the heartbeat interval.
		 */
		private Duration nodeTimeout = Duration.ofSeconds(15);

		/**
		 * Time after which an orchestration that waits for something leaves the memory.
		 */
		private Duration idleTimeout = Duration.ofSeconds(10);

		/**
		 * Maximum number of orchestrations to keep in memory, each with a thread of its
		 * own. By default, 10000 where Java has virtual threads, 500 otherwise.
		 */
		private @Nullable Integer maxCachedInstances;

		/**
		 * Maximum number of activities to run at once. By default, 256 where Java has
		 * virtual threads, 64 otherwise.
		 */
		private @Nullable Integer maxConcurrentActivities;

		/**
		 * Maximum number of activities that wait for a place on this node before more of
		 * them are handed over to other nodes. By default, as many as run at once.
		 */
		private @Nullable Integer maxQueuedActivities;

		/**
		 * How long to wait for running activities on shutdown.
		 */
		private Duration shutdownTimeout = Duration.ofSeconds(20);

		/**
		 * Number of nodes that may die while they run an orchestration on trial, before
		 * it is suspended. Orchestrations are tried, one at a time, after two nodes died
		 * at the same point of them; never if this is zero.
		 */
		private int maxFailedTrials = 2;

		public Duration getPollInterval() {
			return this.pollInterval;
		}

		public void setPollInterval(Duration pollInterval) {
			this.pollInterval = pollInterval;
		}

		public boolean isSignals() {
			return this.signals;
		}

		public void setSignals(boolean signals) {
			this.signals = signals;
		}

		public Duration getHeartbeatInterval() {
			return this.heartbeatInterval;
		}

		public void setHeartbeatInterval(Duration heartbeatInterval) {
			this.heartbeatInterval = heartbeatInterval;
		}

		public Duration getNodeTimeout() {
			return this.nodeTimeout;
		}

		public void setNodeTimeout(Duration nodeTimeout) {
			this.nodeTimeout = nodeTimeout;
		}

		public Duration getIdleTimeout() {
			return this.idleTimeout;
		}

		public void setIdleTimeout(Duration idleTimeout) {
			this.idleTimeout = idleTimeout;
		}

		public @Nullable Integer getMaxCachedInstances() {
			return this.maxCachedInstances;
		}

		public void setMaxCachedInstances(@Nullable Integer maxCachedInstances) {
			this.maxCachedInstances = maxCachedInstances;
		}

		public @Nullable Integer getMaxConcurrentActivities() {
			return this.maxConcurrentActivities;
		}

		public void setMaxConcurrentActivities(@Nullable Integer maxConcurrentActivities) {
			this.maxConcurrentActivities = maxConcurrentActivities;
		}

		public @Nullable Integer getMaxQueuedActivities() {
			return this.maxQueuedActivities;
		}

		public void setMaxQueuedActivities(@Nullable Integer maxQueuedActivities) {
			this.maxQueuedActivities = maxQueuedActivities;
		}

		public Duration getShutdownTimeout() {
			return this.shutdownTimeout;
		}

		public void setShutdownTimeout(Duration shutdownTimeout) {
			this.shutdownTimeout = shutdownTimeout;
		}

		public int getMaxFailedTrials() {
			return this.maxFailedTrials;
		}

		public void setMaxFailedTrials(int maxFailedTrials) {
			this.maxFailedTrials = maxFailedTrials;
		}

	}

	/**
	 * Properties of what is rejected as too large or too many.
	 */
	public static class Limits {

		private static final DataSize LARGEST = DataSize.ofGigabytes(1);

		/**
		 * Maximum size of one input, output or event payload as JSON.
		 */
		private DataSize maxPayloadSize = DataSize.ofMegabytes(1);

		/**
		 * Maximum number of external events that an orchestration may keep before it
		 * processes them.
		 */
		private int maxBufferedEvents = 10_000;

		/**
		 * Maximum size of everything that an orchestration decides between two waits, as
		 * JSON.
		 */
		private DataSize maxTurnSize = DataSize.ofMegabytes(16);

		/**
		 * Maximum depth of nested objects and arrays in JSON that comes over HTTP. Above
		 * 500 it is that of all inputs, outputs and payloads too, unless the application
		 * has a DataConverter of its own, whose limits apply then.
		 */
		private int maxJsonDepth = 200;

		public DataSize getMaxPayloadSize() {
			return this.maxPayloadSize;
		}

		public void setMaxPayloadSize(DataSize maxPayloadSize) {
			this.maxPayloadSize = maxPayloadSize;
		}

		public int getMaxBufferedEvents() {
			return this.maxBufferedEvents;
		}

		public void setMaxBufferedEvents(int maxBufferedEvents) {
			this.maxBufferedEvents = maxBufferedEvents;
		}

		public DataSize getMaxTurnSize() {
			return this.maxTurnSize;
		}

		public void setMaxTurnSize(DataSize maxTurnSize) {
			this.maxTurnSize = maxTurnSize;
		}

		public int getMaxJsonDepth() {
			return this.maxJsonDepth;
		}

		public void setMaxJsonDepth(int maxJsonDepth) {
			this.maxJsonDepth = maxJsonDepth;
		}

		int maxPayloadBytes() {
			return bytes("durable.limits.max-payload-size", this.maxPayloadSize);
		}

		int maxTurnBytes() {
			return bytes("durable.limits.max-turn-size", this.maxTurnSize);
		}

		private static int bytes(String property, DataSize size) {
			if (size.toBytes() < 1 || size.toBytes() > LARGEST.toBytes()) {
				throw new InvalidConfigurationPropertyValueException(property, size,
						"It must be at least 1B and at most " + LARGEST.toGigabytes() + "GB.");
			}
			return (int) size.toBytes();
		}

	}

	/**
	 * Properties of traces.
	 */
	public static class Tracing {

		/**
		 * Whether activities are observed whose trace is not sampled, for the sake of
		 * observation handlers of the application.
		 */
		private boolean observeUnsampled;

		public boolean isObserveUnsampled() {
			return this.observeUnsampled;
		}

		public void setObserveUnsampled(boolean observeUnsampled) {
			this.observeUnsampled = observeUnsampled;
		}

	}

}
