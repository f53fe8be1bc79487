package dev.durable.engine.code;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

import dev.durable.history.EventRaised;
import org.jspecify.annotations.Nullable;

/**
 * Brings external events and those who wait for them together: first in, first out on
 * both sides, by name without regard to case.
 */
final class EventBuffer {

	private final Map<String, Deque<EventRaised>> events = new HashMap<>();

	private final Map<String, Deque<Waiter>> waiters = new HashMap<>();

	private final Deque<EventRaised> arrivals = new ArrayDeque<>();

	/**
	 * Hand an event to the longest waiting waiter, or keep it.
	 */
	void add(EventRaised event) {
		String key = key(event.name());
		Deque<Waiter> waiting = this.waiters.get(key);
		Waiter waiter = (waiting != null) ? waiting.poll() : null;
		if (waiter != null) {
			waiter.receiver.accept(event.payload());
			return;
		}
		this.events.computeIfAbsent(key, (name) -> new ArrayDeque<>()).add(event);
		this.arrivals.add(event);
	}

	/**
	 * Hand the oldest event of a name to a receiver, or let it wait.
	 * @return how to stop waiting, or {@code null} if there was an event
	 */
	@Nullable Runnable receive(String name, Consumer<@Nullable String> receiver) {
		String key = key(name);
		Deque<EventRaised> kept = this.events.get(key);
		EventRaised event = (kept != null) ? kept.poll() : null;
		if (event != null) {
			removeArrival(event);
			receiver.accept(event.payload());
			return null;
		}
		Waiter waiter = new Waiter(receiver);
		Deque<Waiter> waiting = this.waiters.computeIfAbsent(key, (other) -> new ArrayDeque<>());
		waiting.add(waiter);
		return () -> waiting.remove(waiter);
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

	/**
	 * Somebody who waits; compared by identity.
	 */
	private static final class Waiter {

		private final Consumer<@Nullable String> receiver;

		Waiter(Consumer<@Nullable String> receiver) {
			this.receiver = receiver;
		}

	}

}
