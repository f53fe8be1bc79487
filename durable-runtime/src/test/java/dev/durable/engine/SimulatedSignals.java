package dev.durable.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.durable.store.WakeUpSignals;

/**
 * Signals between the simulated nodes, of which some get lost and some come late.
 */
final class SimulatedSignals {

	private final SimulatedWorld world;

	private final List<NodeSignals> listening = new ArrayList<>();

	SimulatedSignals(SimulatedWorld world) {
		this.world = world;
	}

	WakeUpSignals open() {
		return new NodeSignals();
	}

	private final class NodeSignals implements WakeUpSignals {

		private Runnable listener;

		@Override
		public void listen(Runnable listener) {
			this.listener = listener;
			SimulatedSignals.this.listening.add(this);
		}

		@Override
		public boolean areArriving() {
			return this.listener != null;
		}

		@Override
		public void send() {
			SimulatedWorld world = SimulatedSignals.this.world;
			for (NodeSignals other : SimulatedSignals.this.listening) {
				if (other != this && world.random().nextInt(5) != 0) {
					world.after(Duration.ofMillis(world.random().nextInt(20)), () -> other.hear());
				}
			}
		}

		private void hear() {
			if (this.listener != null) {
				this.listener.run();
			}
		}

		@Override
		public void close() {
			this.listener = null;
			SimulatedSignals.this.listening.remove(this);
		}

	}

}
