package dev.durable.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.durable.OrchestratorNotRegisteredException;
import org.jspecify.annotations.Nullable;

/**
 * The orchestrators and activities that this node has code for. Immutable.
 */
public final class Registrations {

	private final Map<OrchestratorKey, OrchestratorDefinition> orchestrators = new LinkedHashMap<>();

	private final Map<String, OrchestratorDefinition> newest = new TreeMap<>();

	private final Map<String, ActivityDefinition> activities = new TreeMap<>();

	/**
	 * Create registrations.
	 * @param orchestrators the orchestrators, each name and version once
	 * @param activities the activities, each name once
	 * @throws IllegalArgumentException if something is there twice
	 */
	public Registrations(Collection<OrchestratorDefinition> orchestrators, Collection<ActivityDefinition> activities) {
		Comparator<OrchestratorDefinition> byVersion = Comparator.comparing(OrchestratorDefinition::version,
				new VersionComparator());
		for (OrchestratorDefinition definition : orchestrators) {
			if (this.orchestrators.put(OrchestratorKey.of(definition), definition) != null) {
				throw new IllegalArgumentException(
						"Orchestrator '" + OrchestratorKey.of(definition) + "' is registered twice");
			}
			this.newest.merge(definition.name(), definition, (a, b) -> (byVersion.compare(a, b) > 0) ? a : b);
		}
		for (ActivityDefinition definition : activities) {
			if (this.activities.put(definition.name(), definition) != null) {
				throw new IllegalArgumentException("Activity '" + definition.name() + "' is registered twice");
			}
		}
	}

	/**
	 * Return the orchestrator to start.
	 * @param name its name
	 * @param version its version, or {@code null} for the newest
	 * @return the orchestrator
	 * @throws OrchestratorNotRegisteredException if there is none
	 */
	public OrchestratorDefinition requireOrchestrator(String name, @Nullable String version) {
		OrchestratorDefinition found = (version != null) ? findOrchestrator(name, version) : this.newest.get(name);
		if (found == null) {
			throw new OrchestratorNotRegisteredException((version != null) ? name + "@(" + version + ")" : name,
					orchestratorNames());
		}
		return found;
	}

	/**
	 * Return the names of all orchestrators, in order.
	 * @return the names, with {@code @(version)} where they have one
	 */
	public List<String> orchestratorNames() {
		return this.orchestrators.keySet().stream().map(OrchestratorKey::toString).sorted().toList();
	}

	/**
	 * Return the names of all activities, in order.
	 * @return the names
	 */
	public List<String> activityNames() {
		return List.copyOf(this.activities.keySet());
	}

	/**
	 * Return the names of all orchestrators with the versions of each.
	 * @return the versions by name, both in order; that of an orchestrator without
	 * versions is empty
	 */
	public Map<String, List<String>> orchestratorVersions() {
		Map<String, List<String>> versions = new TreeMap<>();
		this.orchestrators.keySet()
			.forEach((key) -> versions.computeIfAbsent(key.name(), (name) -> new ArrayList<>()).add(key.version()));
		versions.values().forEach((each) -> each.sort(new VersionComparator()));
		return versions;
	}

	/**
	 * Return whether there is an orchestrator, of whatever version.
	 * @param name the name
	 * @return whether this node has code for it
	 */
	public boolean hasOrchestrator(String name) {
		return this.newest.containsKey(name);
	}

	/**
	 * Return whether there is an activity.
	 * @param name the name
	 * @return whether this node has code for it
	 */
	public boolean hasActivity(String name) {
		return this.activities.containsKey(name);
	}

	/**
	 * Return what transactional activities call their transaction managers.
	 */
	Set<String> transactionManagers() {
		Set<String> names = new TreeSet<>();
		for (ActivityDefinition activity : this.activities.values()) {
			if (activity.transactionManager() != null) {
				names.add(activity.transactionManager());
			}
		}
		return names;
	}

	@Nullable OrchestratorDefinition findOrchestrator(String name, String version) {
		return this.orchestrators.get(new OrchestratorKey(name, version));
	}

	@Nullable OrchestratorDefinition findNewestOrchestrator(String name) {
		return this.newest.get(name);
	}

	@Nullable ActivityDefinition findActivity(String name) {
		return this.activities.get(name);
	}

	Set<OrchestratorKey> orchestratorKeys() {
		return this.orchestrators.keySet().stream().collect(Collectors.toUnmodifiableSet());
	}

}
