package dev.durable.web;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What a method and a path below one of Azure's prefixes ask for. Literal segments are
 * the same in upper and lower case.
 *
 * @param pattern the path with names in place of what varies
 * @param subject the instance id, or the name of the orchestrator to start
 * @param detail the name of the event, or the id of the instance to start; empty if there
 * is none
 */
record AzureRoute(ManagementOperation operation, String pattern, String subject, String detail) {

	private static final String INSTANCES = "/instances";

	private static final String INSTANCE = INSTANCES + "/{instanceId}";

	/**
	 * Find the route of a request.
	 * @param segments the decoded segments below the prefix, without an empty last one
	 * @return the route, or {@code null} if there is nothing
	 */
	static @Nullable AzureRoute of(String method, List<String> segments) {
		if (segments.isEmpty() || segments.stream().anyMatch(String::isEmpty)) {
			return null;
		}
		List<String> tail = segments.subList(1, segments.size());
		return switch (segments.get(0).toLowerCase(Locale.ROOT)) {
			case "orchestrators" -> method.equals("POST") ? start(tail) : null;
			case "instances" -> instances(method, tail);
			default -> null;
		};
	}

	/**
	 * Return what this is about, for those who observe it.
	 */
	ManagementObservationContext observed() {
		String eventName = (this.operation == ManagementOperation.RAISE_EVENT) ? this.detail : "";
		return new ManagementObservationContext(this.operation, this.subject, eventName);
	}

	private static @Nullable AzureRoute start(List<String> tail) {
		return switch (tail.size()) {
			case 1 -> new AzureRoute(ManagementOperation.START, "/orchestrators/{functionName}", tail.get(0), "");
			case 2 -> new AzureRoute(ManagementOperation.START, "/orchestrators/{functionName}/{instanceId}",
					tail.get(0), tail.get(1));
			default -> null;
		};
	}

	private static @Nullable AzureRoute instances(String method, List<String> tail) {
		return switch (tail.size()) {
			case 0 -> switch (method) {
				case "GET" -> new AzureRoute(ManagementOperation.LIST, INSTANCES, "", "");
				case "DELETE" -> new AzureRoute(ManagementOperation.PURGE_MANY, INSTANCES, "", "");
				default -> null;
			};
			case 1 -> switch (method) {
				case "GET" -> new AzureRoute(ManagementOperation.STATUS, INSTANCE, tail.get(0), "");
				case "DELETE" -> new AzureRoute(ManagementOperation.PURGE, INSTANCE, tail.get(0), "");
				default -> null;
			};
			case 2 -> action(method, tail.get(0), tail.get(1).toLowerCase(Locale.ROOT));
			case 3 -> (method.equals("POST") && tail.get(1).equalsIgnoreCase("raiseEvent"))
					? new AzureRoute(ManagementOperation.RAISE_EVENT, INSTANCE + "/raiseEvent/{eventName}", tail.get(0),
							tail.get(2))
					: null;
			default -> null;
		};
	}

	private static @Nullable AzureRoute action(String method, String instanceId, String action) {
		ManagementOperation operation = switch (action) {
			case "terminate" -> ManagementOperation.TERMINATE;
			case "suspend" -> ManagementOperation.SUSPEND;
			case "resume" -> ManagementOperation.RESUME;
			case "rewind" -> ManagementOperation.REWIND;
			case "restart" -> ManagementOperation.RESTART;
			default -> null;
		};
		// The first versions were documented with DELETE, and worked with POST
		boolean known = method.equals("POST")
				|| (method.equals("DELETE") && operation == ManagementOperation.TERMINATE);
		return (operation != null && known) ? new AzureRoute(operation, INSTANCE + "/" + action, instanceId, "") : null;
	}

}
