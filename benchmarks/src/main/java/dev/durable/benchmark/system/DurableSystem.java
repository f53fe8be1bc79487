package dev.durable.benchmark.system;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * This product: one or several nodes, and what is asked of them in turn.
 */
final class DurableSystem implements BenchmarkedSystem {

	static final Progress PROGRESS = new Progress("""
			select count(*) from (
				select 1 from durable_instance
				where task_hub collate "POSIX" = 'default' and id > 0 and runtime_status in
					('PENDING', 'RUNNING', 'SUSPENDED', 'CONTINUED_AS_NEW', 'FAILED', 'TERMINATED', 'CANCELED')
				limit 1) one
			""", "select count(*) from (select 1 from durable_instance where owner_node is not null limit 1) one", """
			select coalesce(sum((length(events) - length(replace(events, 'TaskCompleted', '')))
				/ length('TaskCompleted')), 0)
			from durable_history
			""");

	private final AtomicInteger next = new AtomicInteger();

	private final List<DurableNode> nodes;

	private final @Nullable ManagementApi api;

	DurableSystem(Environment environment, DurableSetup setup) {
		this.nodes = IntStream.range(0, setup.nodes()).mapToObj((node) -> new DurableNode(environment, setup)).toList();
		this.api = setup.web() ? new ManagementApi(this.nodes.get(0).port()) : null;
	}

	private DurableNode node() {
		return this.nodes.get(Math.floorMod(this.next.getAndIncrement(), this.nodes.size()));
	}

	@Override
	public void runSequential(String key, int activities) {
		node().run("Sequential", activities, key);
	}

	@Override
	public void runClaimed(String key, int activities) {
		node().runClaimed("Sequential", activities, key);
	}

	@Override
	public void runParallel(String key, int activities) {
		node().run("Parallel", activities, key);
	}

	@Override
	public String start(String key) throws Exception {
		return (this.api != null) ? this.api.start("Sequential", 0, key) : node().start("Sequential", 0, key);
	}

	@Override
	public void status(String id) throws Exception {
		if (this.api != null) {
			this.api.status(id);
		}
		else {
			node().client().status(id).orElseThrow();
		}
	}

	@Override
	public boolean exchangeNothing(String key) throws Exception {
		if (this.api != null) {
			this.api.nothing(0, key);
		}
		return this.api != null;
	}

	@Override
	public String startWaiting(String key, int activities) {
		return node().start("Waiting", activities, key);
	}

	@Override
	public void raiseEvent(String id, String payload) {
		node().client().raiseEvent(id, DurableOrchestrations.EVENT, payload);
	}

	@Override
	public void close() {
		this.nodes.forEach(DurableNode::close);
	}

}
