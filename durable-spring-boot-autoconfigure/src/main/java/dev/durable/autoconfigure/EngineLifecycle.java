package dev.durable.autoconfigure;

import dev.durable.engine.DurableEngine;
import dev.durable.engine.discovery.DurableMethods;

import org.springframework.context.SmartLifecycle;

/**
 * Starts the engine before the web server takes requests and stops it after the last one
 * has been answered.
 */
final class EngineLifecycle implements SmartLifecycle {

	/**
	 * Below that of the web server, which is {@code DEFAULT_PHASE - 2048}.
	 */
	private static final int PHASE = DEFAULT_PHASE - 4096;

	private final DurableEngine engine;

	private final DurableMethods methods;

	EngineLifecycle(DurableEngine engine, DurableMethods methods) {
		this.engine = engine;
		this.methods = methods;
	}

	@Override
	public void start() {
		this.methods.checkSingletons();
		this.engine.start();
	}

	@Override
	public void stop() {
		this.engine.stop();
	}

	@Override
	public boolean isRunning() {
		return this.engine.isRunning();
	}

	/**
	 * A stopped engine stays stopped, so it is not stopped for a pause.
	 */
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
