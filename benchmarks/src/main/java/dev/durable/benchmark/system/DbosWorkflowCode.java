package dev.durable.benchmark.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.dbos.transact.DBOS;
import dev.dbos.transact.workflow.Workflow;
import dev.dbos.transact.workflow.WorkflowHandle;

/**
 * What the workflows of {@link DbosSystem} do.
 */
final class DbosWorkflowCode implements DbosWorkflows {

	private final DBOS dbos;

	private final ActivityBody activity;

	@SuppressWarnings("NullAway.Init")
	private DbosWorkflows self;

	DbosWorkflowCode(DBOS dbos, ActivityBody activity) {
		this.dbos = dbos;
		this.activity = activity;
	}

	/** Calls of other workflows go through the proxy. */
	void setSelf(DbosWorkflows self) {
		this.self = self;
	}

	@Override
	@Workflow(name = "sequential")
	public String sequential(int activities, String payload) {
		String result = payload;
		for (int i = 0; i < activities; i++) {
			String input = result;
			result = this.dbos.runStep(() -> this.activity.perform(input), "step");
		}
		return result;
	}

	@Override
	@Workflow(name = "parallel")
	public int parallel(int activities, String payload) {
		List<WorkflowHandle<String, RuntimeException>> children = new ArrayList<>();
		for (int i = 0; i < activities; i++) {
			String input = Payload.variant(payload, i);
			children.add(this.dbos.startWorkflow(() -> this.self.child(input)));
		}
		children.forEach(WorkflowHandle::getResult);
		return children.size();
	}

	@Override
	@Workflow(name = "child")
	public String child(String payload) {
		return this.activity.perform(payload);
	}

	@Override
	@Workflow(name = "waiting")
	public String waiting(int activities, String payload) {
		String result = sequential(activities, payload);
		return this.dbos.<String>recv("Approval", Duration.ofHours(1)).orElse(result);
	}

}
