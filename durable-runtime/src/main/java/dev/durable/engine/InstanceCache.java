package dev.durable.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The instances that are in memory. A place is reserved before an instance is loaded, so
 * that it is loaded once.
 */
final class InstanceCache {

	private final int capacity;

	private final Set<Long> reserved = ConcurrentHashMap.newKeySet();

	private final Map<Long, LiveInstance> byId = new ConcurrentHashMap<>();

	private final Map<String, LiveInstance> byInstanceId = new ConcurrentHashMap<>();

	InstanceCache(int capacity) {
		this.capacity = capacity;
	}

	int room() {
		return Math.max(0, this.capacity - this.reserved.size());
	}

	boolean hasRoom() {
		return this.reserved.size() < this.capacity;
	}

	/**
	 * Return whether so few places are left that whatever has nothing to do had better
	 * not move in.
	 */
	boolean isCrowded() {
		return roomUntilCrowded() <= 0;
	}

	/**
	 * Return how many more places can be taken until it is crowded, 0 or less if it is.
	 */
	int roomUntilCrowded() {
		return room() - part(10);
	}

	/**
	 * Return whether so few places are left that whatever has nothing to do had better
	 * move out.
	 */
	boolean isNearlyFull() {
		return room() <= part(20);
	}

	private int part(int ofCapacity) {
		return (this.capacity + ofCapacity - 1) / ofCapacity;
	}

	/**
	 * Reserve a place.
	 * @return whether the instance is neither here nor about to be
	 */
	boolean reserve(long id) {
		return this.reserved.add(id);
	}

	/**
	 * Give a reserved place back that was not used.
	 */
	void cancel(long id) {
		if (!this.byId.containsKey(id)) {
			this.reserved.remove(id);
		}
	}

	void put(LiveInstance instance) {
		this.byId.put(instance.id(), instance);
		this.byInstanceId.put(instance.instanceId(), instance);
	}

	void remove(LiveInstance instance) {
		this.byInstanceId.remove(instance.instanceId(), instance);
		if (this.byId.remove(instance.id(), instance)) {
			this.reserved.remove(instance.id());
		}
	}

	@Nullable LiveInstance find(long id) {
		return this.byId.get(id);
	}

	@Nullable LiveInstance find(String instanceId) {
		return this.byInstanceId.get(instanceId);
	}

	boolean isReserved(long id) {
		return this.reserved.contains(id);
	}

	List<LiveInstance> all() {
		return new ArrayList<>(this.byId.values());
	}

	Map<Long, LiveInstance> byId() {
		return new HashMap<>(this.byId);
	}

	/**
	 * Return how many instances are here or about to be.
	 */
	int claimed() {
		return this.reserved.size();
	}

	int size() {
		return this.byId.size();
	}

}
