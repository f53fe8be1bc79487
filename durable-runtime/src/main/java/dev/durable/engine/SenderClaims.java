package dev.durable.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

import dev.durable.store.Claimant;
import dev.durable.store.OrchestratorName;
import org.jspecify.annotations.Nullable;

/**
 * Instances that this node has taken on because it has sent them something while nobody
 * owned them. Their places are reserved from then on, until they are about to be loaded.
 */
final class SenderClaims implements Claimant {

	private final EngineServices services;

	private final Set<OrchestratorName> code;

	private final ConcurrentLinkedQueue<Long> claimed = new ConcurrentLinkedQueue<>();

	private final BooleanSupplier claiming;

	/**
	 * Create a list of such instances, which is empty.
	 * @param code the code that this node has
	 * @param claiming whether this node claims anything at all
	 */
	SenderClaims(EngineServices services, Set<OrchestratorName> code, BooleanSupplier claiming) {
		this.services = services;
		this.code = code;
		this.claiming = claiming;
	}

	@Override
	public @Nullable Long node() {
		return (this.claiming.getAsBoolean() && this.services.node().isHealthy()) ? this.services.node().id() : null;
	}

	@Override
	public boolean hasCode(OrchestratorName orchestrator) {
		return this.code.contains(orchestrator);
	}

	@Override
	public int room() {
		return this.services.cache().roomUntilCrowded();
	}

	/**
	 * Take note of an instance that this node owns now.
	 */
	void add(long id) {
		this.services.cache().reserve(id);
		this.claimed.add(id);
	}

	/**
	 * Take some of them, to be loaded at once.
	 */
	List<Long> take(int limit) {
		List<Long> taken = new ArrayList<>();
		while (taken.size() < limit) {
			Long id = this.claimed.poll();
			if (id == null) {
				break;
			}
			LiveInstance present = this.services.cache().find(id);
			if (present != null && present.isLeaving()) {
				// it was free a moment ago: this is what has given it back, and what else
				// is in memory was loaded with the message, on behalf of another sender
				present.drop();
			}
			this.services.cache().cancel(id);
			taken.add(id);
		}
		return taken;
	}

}
