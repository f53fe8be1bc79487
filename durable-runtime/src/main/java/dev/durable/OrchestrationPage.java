package dev.durable;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Some of the instances of a query.
 *
 * @param statuses the instances; fewer than asked for, or none, is no sign of the end
 * @param continuationToken what asks for the next page, or {@code null} if this is the
 * last one
 */
public record OrchestrationPage(List<OrchestrationStatus> statuses, @Nullable String continuationToken) {

	public OrchestrationPage {
		statuses = List.copyOf(statuses);
	}

}
