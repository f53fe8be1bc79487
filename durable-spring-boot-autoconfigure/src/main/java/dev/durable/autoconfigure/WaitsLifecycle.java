package dev.durable.autoconfigure;

import dev.durable.engine.DurableEngine;

import org.springframework.context.SmartLifecycle;

/**
 * Has requests that wait for orchestrations answered when the application is to stop: the
 * web server's graceful shutdown would wait for them, and only then could the engine
 * begin to stop.
 */
final class WaitsLifecycle implements SmartLifecycle {

	/**
	 * Above that of the graceful shutdown, which is {@code DEFAULT_PHASE - 1024}.
	 */
	private static final int PHASE = DEFAULT_PHASE - 512;

	private final DurableEngine engine;

	private volatile boolean running;

	WaitsLifecycle(DurableEngine engine) {
		this.engine = engine;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.engine.endWaits();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
