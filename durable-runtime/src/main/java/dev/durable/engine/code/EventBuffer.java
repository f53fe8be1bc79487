package dev.durable.engine.code;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.durable.history.EventRaised;

/**
 * Brings external events and those who wait for them together: first in, first out on
 * both sides, by name without regard to case.
 */
final class EventBuffer {

	private final Map<String, Deque<EventRaised>> events = new HashMap<>();

	private final Map<String, Deque<EventWaiter>> waiters = new HashMap<>();

	private final Deque<EventRaised> arrivals = new ArrayDeque<>();

	/**
	 * Hand an event to the longest waiting waiter, or keep it.
	 */
	void add(EventRaised event) {
		String key = key(event.name());
		Deque<EventWaiter> waiting = this.waiters.get(key);
		EventWaiter waiter = (waiting != null) ? waiting.poll() : null;
		if (waiter != null) {
			waiter.receive(event.payload());
			return;
		}
		this.events.computeIfAbsent(key, (name) -> new ArrayDeque<>()).add(event);
		this.arrivals.add(event);
	}

	/**
	 * Hand the oldest event of a name to a waiter, or let it wait.
	 * @return whether it waits
	 */
	boolean receive(EventWaiter waiter) {
		String key = key(waiter.name());
		Deque<EventRaised> kept = this.events.get(key);
		EventRaised event = (kept != null) ? kept.poll() : null;
		if (event != null) {
			removeArrival(event);
			waiter.receive(event.payload());
			return false;
		}
		this.waiters.computeIfAbsent(key, (name) -> new ArrayDeque<>()).add(waiter);
		return true;
	}

	/**
	 * Wait no longer.
	 */
	void withdraw(EventWaiter waiter) {
		Deque<EventWaiter> waiting = this.waiters.get(key(waiter.name()));
		if (waiting != null) {
			waiting.remove(waiter);
		}
	}

	/**
	 * Return what somebody waits for.
	 */
	List<EventWait> waits() {
		return this.waiters.values().stream().flatMap(Deque::stream).map(EventWaiter::describe).toList();
	}

	/**
	 * Return the events that nobody has received, in the order in which they came.
	 */
	List<EventRaised> unreceived() {
		return new ArrayList<>(this.arrivals);
	}

	int size() {
		return this.arrivals.size();
	}

	private void removeArrival(EventRaised event) {
		for (Iterator<EventRaised> all = this.arrivals.iterator(); all.hasNext();) {
			if (all.next() == event) {
				all.remove();
				return;
			}
		}
	}

	private static String key(String name) {
		return name.toLowerCase(Locale.ROOT);
	}

}
