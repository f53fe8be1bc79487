package dev.durable.engine;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

import dev.durable.OrchestrationCounts;
import dev.durable.OrchestrationFilter;
import dev.durable.OrchestrationPage;
import dev.durable.OrchestrationQuery;
import dev.durable.RuntimeStatus;
import dev.durable.engine.code.Names;
import dev.durable.serialization.DataConverter;
import dev.durable.store.DurableStore;
import dev.durable.store.InstanceCount;
import dev.durable.store.InstancePage;
import dev.durable.store.InstancePosition;

/**
 * What a client does with many instances at once.
 */
final class InstanceQueries {

	private static final int MAX_PREFIX = 256;

	private final DurableStore store;

	private final String taskHub;

	private final DataConverter converter;

	InstanceQueries(EngineServices services) {
		this.store = services.store();
		this.taskHub = services.taskHub();
		this.converter = services.environment().converter();
	}

	OrchestrationPage list(OrchestrationQuery query) {
		OrchestrationFilter filter = query.filter();
		require(filter);
		String hub = hub(filter);
		String token = query.continuationToken();
		InstancePosition after = (token != null) ? PageToken.decode(hub, filter, token) : null;
		InstancePage page = this.store.queries()
			.list(hub, filter, after, query.pageSize(), query.includeInput(), query.includeOutput());
		InstancePosition next = page.next();
		return new OrchestrationPage(
				page.instances().stream().map((summary) -> StatusReader.read(summary, this.converter)).toList(),
				(next != null) ? PageToken.encode(hub, filter, next) : null);
	}

	OrchestrationCounts counts() {
		Map<String, Map<RuntimeStatus, Long>> byName = new HashMap<>();
		for (InstanceCount count : this.store.queries().count(this.taskHub)) {
			byName.computeIfAbsent(count.name(), (name) -> new EnumMap<>(RuntimeStatus.class))
				.put(count.status(), count.count());
		}
		return new OrchestrationCounts(byName);
	}

	long purge(OrchestrationFilter filter) {
		if (!filter.hasCriteria()) {
			throw new IllegalArgumentException("A purge needs at least one criterion; none would mean everything");
		}
		require(filter);
		return this.store.queries().purge(hub(filter), filter);
	}

	private String hub(OrchestrationFilter filter) {
		return (filter.taskHub() != null) ? filter.taskHub() : this.taskHub;
	}

	private static void require(OrchestrationFilter filter) {
		if (filter.taskHub() != null) {
			Names.require("task hub", filter.taskHub());
			if (filter.taskHub().charAt(0) == '@') {
				throw new IllegalArgumentException("Name of task hub is not usable: it starts with '@'");
			}
		}
		if (filter.name() != null) {
			Names.require("orchestrator", filter.name());
		}
		if (filter.instanceIdPrefix() != null) {
			Names.requireText("Instance id prefix", filter.instanceIdPrefix(), MAX_PREFIX);
		}
		Tags.require(filter.tags());
	}

}
