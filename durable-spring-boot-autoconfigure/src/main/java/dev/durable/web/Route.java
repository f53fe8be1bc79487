package dev.durable.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A path of the management API: what can be done there, and with what.
 *
 * @param pattern the path in general
 * @param operations what can be done, by HTTP method
 * @param subject the instance, or the orchestrator to start
 * @param eventName the event to raise, empty on other paths
 */
record Route(String pattern, Map<String, ManagementOperation> operations, String subject, String eventName) {

	private static final String START = "start";

	private static final String COUNTS = "counts";

	/**
	 * Segments that stand where instance ids do, so that instances with these ids could
	 * not be reached.
	 */
	static final Set<String> RESERVED = Set.of(START, COUNTS);

	/**
	 * Cannot be an instance: ids do not begin with this character.
	 */
	private static final String DESCRIPTION = "@openapi.json";

	/**
	 * Find the route of a path.
	 * @param segments the decoded segments below the base path, without an empty last one
	 * @param enabled what is switched on
	 * @return the route, or {@code null} if there is nothing
	 */
	static @Nullable Route of(List<String> segments, Set<ManagementOperation> enabled) {
		Route route = find(segments);
		return (route != null) ? route.only(enabled) : null;
	}

	private static @Nullable Route find(List<String> segments) {
		if (segments.stream().anyMatch(String::isEmpty)) {
			return null;
		}
		return switch (segments.size()) {
			case 0 -> new Route("", operations(ManagementOperation.LIST, ManagementOperation.PURGE_MANY), "", "");
			case 1 -> switch (segments.get(0)) {
				case COUNTS -> new Route("/counts", operations(ManagementOperation.COUNTS, null), "", "");
				case DESCRIPTION ->
					new Route("/" + DESCRIPTION, operations(ManagementOperation.DESCRIBE, null), "", "");
				default -> new Route("/{instanceId}", operations(ManagementOperation.STATUS, ManagementOperation.PURGE),
						segments.get(0), "");
			};
			case 2 -> {
				if (segments.get(0).equals(START)) {
					yield post("/start/{orchestratorName}", ManagementOperation.START, segments.get(1), "");
				}
				yield switch (segments.get(1)) {
					case "why" ->
						new Route("/{instanceId}/why", operations(ManagementOperation.WHY, null), segments.get(0), "");
					case "terminate" ->
						post("/{instanceId}/terminate", ManagementOperation.TERMINATE, segments.get(0), "");
					case "suspend" -> post("/{instanceId}/suspend", ManagementOperation.SUSPEND, segments.get(0), "");
					case "resume" -> post("/{instanceId}/resume", ManagementOperation.RESUME, segments.get(0), "");
					case "rewind" -> post("/{instanceId}/rewind", ManagementOperation.REWIND, segments.get(0), "");
					case "restart" -> post("/{instanceId}/restart", ManagementOperation.RESTART, segments.get(0), "");
					default -> null;
				};
			}
			case 3 -> segments.get(1).equals("raiseEvent") ? post("/{instanceId}/raiseEvent/{eventName}",
					ManagementOperation.RAISE_EVENT, segments.get(0), segments.get(2)) : null;
			default -> null;
		};
	}

	private static Map<String, ManagementOperation> operations(ManagementOperation get,
			@Nullable ManagementOperation delete) {
		Map<String, ManagementOperation> operations = new LinkedHashMap<>();
		operations.put("GET", get);
		operations.put("HEAD", get);
		if (delete != null) {
			operations.put("DELETE", delete);
		}
		return operations;
	}

	private static Route post(String pattern, ManagementOperation operation, String subject, String eventName) {
		return new Route(pattern, Map.of("POST", operation), subject, eventName);
	}

	private @Nullable Route only(Set<ManagementOperation> enabled) {
		Map<String, ManagementOperation> left = new LinkedHashMap<>(this.operations);
		left.values().retainAll(enabled);
		return left.isEmpty() ? null : new Route(this.pattern, left, this.subject, this.eventName);
	}

	String allow() {
		return this.operations.keySet().stream().collect(Collectors.joining(", ")) + ", OPTIONS";
	}

}
