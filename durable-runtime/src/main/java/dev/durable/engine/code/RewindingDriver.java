package dev.durable.engine.code;

import java.util.function.BooleanSupplier;

/**
 * Lets the code go on within a turn while things happen again after a rewind, and leaves
 * everything else to another driver.
 */
final class RewindingDriver implements TurnDriver {

	private final TurnDriver driver;

	private final BooleanSupplier goesOn;

	/**
	 * Create a driver.
	 * @param driver decides what comes after the turn
	 * @param goesOn lets more happen; returns whether the code can go on
	 */
	RewindingDriver(TurnDriver driver, BooleanSupplier goesOn) {
		this.driver = driver;
		this.goesOn = goesOn;
	}

	@Override
	public boolean blocked() {
		return this.goesOn.getAsBoolean() || this.driver.blocked();
	}

	@Override
	public void ended() {
		this.driver.ended();
	}

}
