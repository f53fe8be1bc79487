package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * Virtual time and the order of everything that happens: one thing at a time, chosen by a
 * seed.
 */
final class SimulatedWorld {

	private final PriorityQueue<Happening> agenda = new PriorityQueue<>(
			Comparator.comparing(Happening::at).thenComparing(Happening::order).thenComparing(Happening::number));

	private final Random random;

	private final List<String> violations = new ArrayList<>();

	private Instant now = Instant.parse("2026-01-01T00:00:00Z");

	private long counter;

	SimulatedWorld(long seed) {
		this.random = new Random(seed);
	}

	Instant now() {
		return this.now;
	}

	Random random() {
		return this.random;
	}

	/**
	 * Let something happen later; what is due at the same time happens in random order.
	 */
	Happening after(Duration delay, Runnable action) {
		Instant at = this.now.plus(delay.isNegative() ? Duration.ZERO : delay);
		Happening happening = new Happening(at, this.random.nextInt(), this.counter++, action);
		this.agenda.add(happening);
		return happening;
	}

	void cancel(Happening happening) {
		this.agenda.remove(happening);
	}

	/**
	 * Let things happen until a condition holds or the time is up.
	 */
	void runUntil(BooleanSupplier condition, Duration limit) {
		Instant end = this.now.plus(limit);
		while (!condition.getAsBoolean()) {
			Happening next = this.agenda.peek();
			if (next == null || next.at().isAfter(end)) {
				this.now = end;
				return;
			}
			this.agenda.remove();
			this.now = next.at().isAfter(this.now) ? next.at() : this.now;
			next.action().run();
		}
	}

	void violation(String what) {
		this.violations.add(what);
	}

	List<String> violations() {
		return this.violations;
	}

	/**
	 * Something that will happen.
	 */
	record Happening(Instant at, int order, long number, Runnable action) {

	}

}
