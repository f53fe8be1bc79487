package dev.durable.engine;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import dev.durable.ActivityLocality;
import dev.durable.ActivityOptions;
import dev.durable.OrchestrationExplanation;
import dev.durable.OrchestrationExplanation.Basis;
import dev.durable.Reason;
import dev.durable.Reason.ActivityProgress;
import dev.durable.Reason.SuspensionCause;
import dev.durable.Reason.TurnProgress;
import dev.durable.RetryPolicy;
import dev.durable.RuntimeStatus;
import dev.durable.StartOptions;
import dev.durable.SubOrchestrationOptions;
import dev.durable.TaskFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Engine contract: why an instance is where it is, cause by cause.
 */
class EngineExplanationIntegrationTests extends EngineContractTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private final CountDownLatch end = new CountDownLatch(1);

	@AfterEach
	void letGo() {
		this.end.countDown();
	}

	@Test
	void waitsForAnEvent() {
		this.code.orchestrator("Waits",
				(context, input) -> context.waitForEvent("Approval", String.class, HOUR).await());
		startEngine();
		String id = client().start("Waits", null);
		client().raiseEvent(id, "Other", "secret");
		client().raiseEvent(id, "Other", "secret");
		List<Map<String, Object>> before = everything(id);
		OrchestrationExplanation explanation = explain(id);
		assertThat(everything(id)).isEqualTo(before);
		Reason.Event event = only(explanation, Reason.Event.class);
		assertThat(event.name()).isEqualTo("Approval");
		assertThat(event.awaited()).isTrue();
		assertThat(event.until()).isEqualTo(event.since().plus(HOUR));
		assertThat(explanation.bufferedEvents()).containsExactly(Map.entry("Other", 2));
		assertThat(explanation.at()).startsWith(getClass().getName() + ".")
			.contains("(EngineExplanationIntegrationTests.java:");
		assertThat(explanation.basis()).isEqualTo(Basis.CODE);
		assertThat(explanation.limitation()).isNull();
		assertThat(explanation.owner()).isNotNull();
		assertThat(explanation.owner().here()).isTrue();
		assertThat(explanation.summary()).startsWith("Waiting for event 'Approval' since " + seconds(event.since()))
			.contains("until " + seconds(event.until()), "at EngineExplanationIntegrationTests.", "2 of 'Other'",
					"Owned by this node")
			.doesNotContain("secret");
	}

	@Test
	void anEventThatCameIsWaitedForNoMore() {
		this.code.orchestrator("Waits", (context, input) -> {
			context.waitForEvent("First", String.class, HOUR).await();
			return context.waitForEvent("Second", String.class).await();
		});
		startEngine();
		String id = client().start("Waits", null);
		client().raiseEvent(id, "first", "now");
		OrchestrationExplanation explanation = explain(id);
		Reason.Event event = only(explanation, Reason.Event.class);
		assertThat(event.name()).isEqualTo("Second");
		assertThat(event.until()).isNull();
		assertThat(explanation.bufferedEvents()).isEmpty();
	}

	@Test
	void anActivityRuns() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		this.code.activity("Slow", Void.class, (context, input) -> {
			running.countDown();
			this.end.await();
			return null;
		}).orchestrator("Slow", (context, input) -> context.callActivity("Slow", null, Void.class).await());
		startEngine();
		String id = client().start("Slow", null);
		running.await();
		OrchestrationExplanation explanation = explain(id);
		Reason.Activity activity = only(explanation, Reason.Activity.class);
		assertThat(activity.progress()).isEqualTo(ActivityProgress.RUNNING);
		assertThat(activity.runningSince()).isNotNull().isAfterOrEqualTo(activity.since());
		assertThat(activity.attempt()).isEqualTo(1);
		assertThat(activity.maxAttempts()).isEqualTo(1);
		assertThat(activity.node().here()).isTrue();
		assertThat(activity.awaited()).isTrue();
		assertThat(explanation.summary()).contains("activity 'Slow' running on this node since");
		DurableEngine other = newEngine(this.code, (settings) -> settings);
		OrchestrationExplanation fromOther = other.client().explain(id).orElseThrow();
		assertThat(only(fromOther, Reason.Activity.class).progress()).isEqualTo(ActivityProgress.WITH_OWNER);
		assertThat(fromOther.owner().here()).isFalse();
		assertThat(fromOther.owner().heartbeatTime()).isNotNull();
		assertThat(fromOther.summary()).contains("running or queued on node " + fromOther.owner().id(),
				"whose heartbeat is");
	}

	@Test
	void anActivityWaitsForAFreeWorker() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		this.code.activity("Slow", Void.class, (context, input) -> {
			running.countDown();
			this.end.await();
			return null;
		}).orchestrator("Slow", (context, input) -> context.callActivity("Slow", null, Void.class).await());
		startEngine((settings) -> settings.withConcurrency(10, 1));
		client().start("Slow", null);
		running.await();
		String id = client().start("Slow", null);
		await().until(() -> explain(id).summary().contains("waiting for a free worker of this node since"));
		assertThat(only(explain(id), Reason.Activity.class).progress()).isEqualTo(ActivityProgress.QUEUED);
	}

	@Test
	void anActivityWaitsToBeTriedAgain() {
		this.code.activity("Charge", Void.class, (context, input) -> {
			throw new IOException("card reader\nis offline");
		})
			.orchestrator("Charges",
					(context, input) -> context
						.callActivity("Charge", null, Void.class, ActivityOptions.retry(RetryPolicy.of(3, HOUR)))
						.await());
		startEngine();
		String id = client().start("Charges", null);
		await().until(() -> only(explain(id), Reason.Activity.class).attempt() == 2);
		OrchestrationExplanation explanation = explain(id);
		Reason.Activity activity = only(explanation, Reason.Activity.class);
		assertThat(activity.progress()).isEqualTo(ActivityProgress.WAITING_TO_RETRY);
		assertThat(activity.maxAttempts()).isEqualTo(3);
		assertThat(activity.dueAt()).isEqualTo(activity.since().plus(HOUR));
		assertThat(activity.lastFailure().errorType()).isEqualTo("java.io.IOException");
		assertThat(activity.lastFailure().message()).isEqualTo("card reader\nis offline");
		assertThat(activity.lastFailure().stackTrace()).isNull();
		assertThat(explanation.summary()).contains("activity 'Charge' attempt 2 of 3 due at "
				+ seconds(activity.dueAt()) + " after java.io.IOException: card reader is offline");
	}

	@Test
	void anActivityWasHandedOver() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		this.code.orchestrator("Calls", (context, input) -> context.callActivity("Remote", null, Void.class).await())
			.activity("Remote", Void.class, ActivityLocality.ANY_NODE, (context, input) -> {
				running.countDown();
				this.end.await();
				return null;
			});
		DurableEngine owner = startEngine((settings) -> settings.withConcurrency(10, 1));
		owner.handedOver().stopClaiming();
		String id = owner.client().start("Calls", null);
		await().until(() -> owner.client().explain(id).orElseThrow().summary().contains("handed over since")
				&& rows("durable_activity", id) == 1);
		OrchestrationExplanation untaken = owner.client().explain(id).orElseThrow();
		assertThat(only(untaken, Reason.Activity.class).progress()).isEqualTo(ActivityProgress.HANDED_OVER);
		assertThat(untaken.summary()).contains("not taken by any node");
		DurableEngine other = startEngine();
		running.await();
		Reason.Activity taken = only(owner.client().explain(id).orElseThrow(), Reason.Activity.class);
		assertThat(taken.progress()).isEqualTo(ActivityProgress.TAKEN);
		assertThat(taken.node().id()).isEqualTo(other.statistics().node());
		assertThat(only(other.client().explain(id).orElseThrow(), Reason.Activity.class).progress())
			.isEqualTo(ActivityProgress.RUNNING);
	}

	@Test
	void waitsForATimer() {
		this.code.orchestrator("Sleeps", (context, input) -> {
			context.sleep(HOUR);
			return null;
		});
		startEngine();
		String id = client().start("Sleeps", null);
		await().until(() -> !explain(id).reasons().isEmpty());
		Reason.Timer timer = only(explain(id), Reason.Timer.class);
		assertThat(timer.fireAt()).isEqualTo(timer.since().plus(HOUR));
		assertThat(timer.awaited()).isTrue();
		assertThat(explain(id).summary()).startsWith("Waiting for a timer until " + seconds(timer.fireAt()));
	}

	@Test
	void waitsForSubOrchestrations() {
		this.code.orchestrator("Child", (context, input) -> context.waitForEvent("go", String.class).await())
			.orchestrator("Parent", (context, input) -> {
				SubOrchestrationOptions options = new SubOrchestrationOptions(taskHub() + "-x", null);
				return context.callSubOrchestration("Child", null, String.class, options).await();
			});
		startEngine();
		String id = client().start("Parent", null);
		await().until(() -> client().status(taskHub() + "-x").isPresent());
		OrchestrationExplanation explanation = explain(id);
		Reason.SubOrchestration child = only(explanation, Reason.SubOrchestration.class);
		assertThat(child.instanceId()).isEqualTo(taskHub() + "-x");
		assertThat(child.name()).isEqualTo("Child");
		assertThat(child.runtimeStatus()).isEqualTo(RuntimeStatus.RUNNING);
		assertThat(explanation.summary())
			.contains("sub-orchestration '" + taskHub() + "-x' (Child, Running) since " + seconds(child.since()));
	}

	@Test
	void tellsWhatIsAwaitedFromWhatIsOpen() {
		this.code.activity("Never", Void.class, (context, input) -> {
			this.end.await();
			return null;
		}).orchestrator("Any", (context, input) -> {
			context.callActivity("Never", null, Void.class);
			context.waitForEvent("Ignored", String.class);
			return context
				.anyOf(context.waitForEvent("Approval", String.class).thenApply((text) -> text),
						context.allOf(List.of(context.createTimer(HOUR), context.waitForEvent("Other", String.class))))
				.await()
				.toString();
		});
		startEngine();
		String id = client().start("Any", null);
		await().until(() -> explain(id).reasons().size() == 5);
		OrchestrationExplanation explanation = explain(id);
		assertThat(explanation.anyOf()).isTrue();
		assertThat(of(explanation, Reason.Event.class)).filteredOn(Reason.Event::awaited)
			.extracting(Reason.Event::name)
			.containsExactlyInAnyOrder("Approval", "Other");
		assertThat(of(explanation, Reason.Event.class)).filteredOn((event) -> !event.awaited())
			.extracting(Reason.Event::name)
			.containsExactly("Ignored");
		assertThat(only(explanation, Reason.Timer.class).awaited()).isTrue();
		assertThat(only(explanation, Reason.Activity.class).awaited()).isFalse();
		assertThat(explanation.summary()).startsWith("Waiting for any of: ").doesNotContain("Ignored", "Never");
	}

	@Test
	void listsAHundredReasonsAndCountsTheRest() {
		this.code.orchestrator("Many", (context, input) -> {
			for (int i = 0; i < 120; i++) {
				context.createTimer(HOUR);
			}
			return context.waitForEvent("go", String.class).await();
		});
		startEngine();
		String id = client().start("Many", null);
		await().until(() -> explain(id).moreReasons() == 21);
		assertThat(explain(id).reasons()).hasSize(100);
		assertThat(explain(id).reasons().get(0)).isInstanceOf(Reason.Event.class);
	}

	@Test
	void isToBeStartedLater() {
		this.code.orchestrator("Later", (context, input) -> null);
		startEngine();
		Instant startAt = Instant.parse("2099-01-01T00:00:00Z");
		String id = client().start("Later", null, StartOptions.DEFAULT.withStartAt(startAt));
		OrchestrationExplanation explanation = explain(id);
		assertThat(explanation.reasons()).containsExactly(new Reason.StartTime(startAt));
		assertThat(explanation.summary()).isEqualTo("To be started at 2099-01-01T00:00:00Z.");
	}

	@Test
	void nobodyHasTakenItYet() {
		this.code.orchestrator("Waits", (context, input) -> context.waitForEvent("go", String.class).await());
		newEngine(this.code, (settings) -> settings);
		String id = client().start("Waits", null);
		OrchestrationExplanation explanation = explain(id);
		Reason.Unclaimed unclaimed = only(explanation, Reason.Unclaimed.class);
		assertThat(unclaimed.since()).isNotNull();
		assertThat(unclaimed.obstacle()).contains("not a member");
		assertThat(explanation.owner()).isNull();
		assertThat(explanation.summary()).startsWith("Nobody has taken it yet, it is due since");
	}

	@Test
	void aTransactionSeesWhatItHasStarted() {
		this.code.orchestrator("Waits", (context, input) -> context.waitForEvent("go", String.class).await());
		startEngine();
		new TransactionTemplate(transactionManager()).executeWithoutResult((transaction) -> {
			String id = client().start("Waits", null);
			assertThat(only(explain(id), Reason.Unclaimed.class).obstacle()).isNull();
		});
	}

	@Test
	void noNodeIsKnownToHaveTheCode() {
		TestCode newer = new TestCode().orchestrator("Foo", "2", Void.class, (context, input) -> null);
		DurableEngine starter = newEngine(newer, (settings) -> settings);
		String id = starter.client().start("Foo", null);
		this.code.orchestrator("Foo", "1", Void.class, (context, input) -> null)
			.orchestrator("Foo", "10", Void.class, (context, input) -> null)
			.orchestrator("Bar", (context, input) -> null);
		startEngine();
		OrchestrationExplanation explanation = explain(id);
		Reason.MissingCode missing = only(explanation, Reason.MissingCode.class);
		assertThat(missing.name()).isEqualTo("Foo");
		assertThat(missing.version()).isEqualTo("2");
		assertThat(missing.registered()).containsExactly("Foo@(1)", "Foo@(10)");
		assertThat(missing.since()).isNotNull();
		assertThat(explanation.basis()).isEqualTo(Basis.HISTORY);
		assertThat(explanation.summary()).startsWith("Waiting since " + seconds(missing.since())
				+ " for any node that has orchestrator 'Foo' version 2; this one has Foo@(1), Foo@(10)");
	}

	@Test
	void historyAloneTellsOfOpenTasks() {
		this.code.activity("Never", Void.class, (context, input) -> {
			this.end.await();
			return null;
		}).orchestrator("Calls", (context, input) -> {
			context.createTimer(HOUR);
			return context.callActivity("Never", null, Void.class).await();
		});
		startEngine();
		String id = client().start("Calls", null);
		await().until(() -> explain(id).reasons().size() == 2);
		OrchestrationExplanation explanation = newEngine(new TestCode(), (settings) -> settings).client()
			.explain(id)
			.orElseThrow();
		assertThat(only(explanation, Reason.Activity.class).awaited()).isNull();
		assertThat(only(explanation, Reason.Activity.class).maxAttempts()).isNull();
		assertThat(only(explanation, Reason.Timer.class).awaited()).isNull();
		assertThat(explanation.reasons()).hasSize(2);
		assertThat(explanation.limitation()).contains("no code");
		assertThat(explanation.at()).isNull();
		assertThat(explanation.summary()).startsWith("Open according to its history: activity 'Never'")
			.contains("Which events it waits for cannot be told, because this node has no code for it");
	}

	@Test
	void somebodyHoldsIt() {
		this.code.orchestrator("Waits", (context, input) -> context.waitForEvent("go", String.class).await());
		startEngine();
		String id = client().start("Waits", null);
		await().until(() -> of(explain(id), Reason.Event.class).size() == 1);
		client().suspend(id, "audit.");
		OrchestrationExplanation explanation = explain(id);
		Reason.Suspension suspension = (Reason.Suspension) explanation.reasons().get(0);
		assertThat(suspension.cause()).isEqualTo(SuspensionCause.OPERATOR);
		assertThat(suspension.reason()).isEqualTo("audit.");
		assertThat(only(explanation, Reason.Event.class).name()).isEqualTo("go");
		assertThat(explanation.summary())
			.startsWith("Suspended since " + seconds(suspension.since()) + ": audit. Waiting for event 'go'");
		client().resume(id, null);
		assertThat(of(explain(id), Reason.Suspension.class)).isEmpty();
	}

	@Test
	void codeAndHistoryDoNotFit() {
		AtomicInteger runs = new AtomicInteger();
		this.code.increment().orchestrator("Changes", (context, input) -> {
			context.callActivity("Increment", 1, Integer.class).await();
			return context.waitForEvent("go", String.class).await();
		});
		DurableEngine before = startEngine();
		String id = client().start("Changes", null);
		await().until(() -> of(explain(id), Reason.Event.class).size() == 1);
		before.stop();
		TestCode changed = new TestCode().increment().orchestrator("Changes", (context, input) -> {
			runs.incrementAndGet();
			context.sleep(HOUR);
			return null;
		});
		DurableEngine after = newEngine(changed, (settings) -> settings);
		OrchestrationExplanation foreseen = after.client().explain(id).orElseThrow();
		Reason.NonDeterminism difference = only(foreseen, Reason.NonDeterminism.class);
		assertThat(difference.recorded()).isFalse();
		assertThat(difference.turn()).isEqualTo(1);
		assertThat(difference.history()).contains("'Increment'");
		assertThat(difference.code()).contains("timer");
		assertThat(foreseen.summary()).contains("would be suspended here", "turn 1, decision 1");
		assertThat(runs).hasValue(1);
		after.start();
		client().raiseEvent(id, "Other", null);
		await().until(() -> runtimeStatus(id) == RuntimeStatus.SUSPENDED);
		OrchestrationExplanation explanation = explain(id);
		assertThat(only(explanation, Reason.Suspension.class).cause()).isEqualTo(SuspensionCause.NON_DETERMINISM);
		assertThat(only(explanation, Reason.NonDeterminism.class).recorded()).isTrue();
		assertThat(explanation.summary()).startsWith("Suspended since ")
			.contains("did not fit its history at turn 1, decision 1: history has activity 'Increment'");
	}

	@Test
	void theCodeOfSuspectsIsNotRun() {
		AtomicInteger runs = new AtomicInteger();
		this.code.orchestrator("Kills", (context, input) -> {
			runs.incrementAndGet();
			return context.waitForEvent("go", String.class).await();
		});
		DurableEngine first = startEngine();
		String id = client().start("Kills", null);
		await().until(() -> of(explain(id), Reason.Event.class).size() == 1);
		first.stop();
		int before = runs.get();
		accuse(id, 2, 1);
		DurableEngine second = newEngine(this.code, (settings) -> settings);
		OrchestrationExplanation onTrial = explain(id);
		assertThat(only(onTrial, Reason.Trial.class)).isEqualTo(new Reason.Trial(2, 1));
		assertThat(onTrial.basis()).isEqualTo(Basis.HISTORY);
		accuse(id, 4, 2);
		second.start();
		client().raiseEvent(id, "Other", null);
		await().until(() -> runtimeStatus(id) == RuntimeStatus.SUSPENDED);
		OrchestrationExplanation explanation = explain(id);
		assertThat(only(explanation, Reason.Suspension.class).cause()).isEqualTo(SuspensionCause.DEADLY);
		assertThat(explanation.summary()).contains("4 nodes died");
		assertThat(runs).hasValue(before);
	}

	@Test
	void itsOwnerIsGoneOrSilent() {
		this.code.orchestrator("Waits", (context, input) -> context.waitForEvent("go", String.class).await());
		DurableEngine first = startEngine();
		String id = client().start("Waits", null);
		await().until(() -> of(explain(id), Reason.Event.class).size() == 1);
		first.stop();
		newEngine(this.code, (settings) -> settings);
		ownedBy(id, 987_654_321L);
		OrchestrationExplanation gone = explain(id);
		assertThat(only(gone, Reason.LostOwner.class).node())
			.isEqualTo(new Reason.Node(987_654_321L, null, null, false));
		assertThat(gone.summary()).startsWith("Node 987654321, which owned it, is gone; another one will take over")
			.contains("Waiting for event 'go'");
		long silent = engine().services().store().nodes().join("silent");
		jdbc().sql("update durable_node set heartbeat_at = ? where id = ?")
			.params(java.time.OffsetDateTime.now().minusHours(1), silent)
			.update();
		ownedBy(id, silent);
		OrchestrationExplanation explanation = explain(id);
		assertThat(only(explanation, Reason.LostOwner.class).node().name()).isEqualTo("silent");
		assertThat(explanation.summary()).contains("has given no sign of life for 3");
		engine().services().store().nodes().remove(silent);
	}

	@Test
	void messagesWaitToBeTakenIn() {
		this.code.orchestrator("Waits", (context, input) -> context.waitForEvent("go", String.class).await());
		DurableEngine first = startEngine();
		String id = client().start("Waits", null);
		await().until(() -> of(explain(id), Reason.Event.class).size() == 1);
		first.stop();
		newEngine(this.code, (settings) -> settings);
		client().raiseEvent(id, "go", 1);
		client().raiseEvent(id, "go", 2);
		OrchestrationExplanation explanation = explain(id);
		Reason.Messages messages = only(explanation, Reason.Messages.class);
		assertThat(messages.count()).isEqualTo(2);
		assertThat(messages.more()).isFalse();
		assertThat(messages.since()).isNotNull();
		assertThat(explanation.summary()).contains("2 messages wait to be taken in since", "Nobody has taken it yet");
	}

	@Test
	void itsCodeBlocks() throws Exception {
		CountDownLatch blocks = new CountDownLatch(1);
		this.code.orchestrator("Blocks", (context, input) -> {
			context.waitForEvent("go", String.class).await();
			blocks.countDown();
			this.end.await();
			return null;
		});
		DurableEngine owner = startEngine();
		String id = owner.client().start("Blocks", null);
		await().until(() -> of(explain(id), Reason.Event.class).size() == 1);
		newEngine(this.code, (settings) -> settings).client().raiseEvent(id, "go", "now");
		blocks.await();
		OrchestrationExplanation explanation = owner.client().explain(id).orElseThrow();
		Reason.Turn turn = only(explanation, Reason.Turn.class);
		assertThat(turn.progress()).isEqualTo(TurnProgress.RUNNING);
		assertThat(turn.number()).isEqualTo(2);
		assertThat(turn.since()).isNotNull();
		assertThat(turn.at()).contains("EngineExplanationIntegrationTests.java");
		assertThat(explanation.summary()).startsWith("Its code runs turn 2 for ");
		assertThat(explain(id).reasons()).hasAtLeastOneElementOfType(Reason.Event.class)
			.hasAtLeastOneElementOfType(Reason.Messages.class);
	}

	@Test
	void itHasFinished() {
		this.code.orchestrator("Ends", (context, input) -> null).orchestrator("Fails", (context, input) -> {
			throw new IllegalStateException("broken");
		}).orchestrator("Waits", (context, input) -> context.waitForEvent("go", String.class).await());
		startEngine();
		String completed = client().start("Ends", null);
		String failed = client().start("Fails", null);
		String terminated = client().start("Waits", null);
		client().terminate(terminated, "enough");
		List.of(completed, failed, terminated).forEach(this::finish);
		assertThat(only(explain(completed), Reason.End.class).failure()).isNull();
		assertThat(explain(completed).summary()).startsWith("Completed at ");
		assertThat(only(explain(failed), Reason.End.class).failure().message()).isEqualTo("broken");
		assertThat(explain(failed).summary()).startsWith("Failed at ")
			.endsWith(" with java.lang.IllegalStateException: broken.");
		assertThat(only(explain(terminated), Reason.End.class).reason()).isEqualTo("enough");
		assertThat(explain(terminated).summary()).startsWith("Terminated at ").endsWith(": enough.");
		assertThat(client().explain("nobody")).isEmpty();
	}

	@Test
	void itHasContinuedAsNew() {
		this.code.orchestrator("Loops", Integer.class, (context, input) -> {
			if ((Integer) input < 3) {
				context.continueAsNew((Integer) input + 1);
				return null;
			}
			return context.waitForEvent("go", String.class).await();
		});
		startEngine();
		String id = client().start("Loops", 0);
		await().until(() -> of(explain(id), Reason.Event.class).size() == 1);
		assertThat(explain(id).generation()).isEqualTo(3);
	}

	@Test
	void aRewoundInstanceGoesOn() {
		AtomicInteger runs = new AtomicInteger();
		this.code.activity("Fails", Void.class, (context, input) -> {
			if (runs.incrementAndGet() == 1) {
				throw new IllegalStateException("broken");
			}
			this.end.await();
			return null;
		}).orchestrator("Calls", (context, input) -> context.callActivity("Fails", null, Void.class).await());
		DurableEngine first = startEngine();
		String id = client().start("Calls", null);
		assertThat(finish(id).failure().errorType()).isEqualTo(TaskFailedException.class.getName());
		first.stop();
		newEngine(this.code, (settings) -> settings);
		client().rewind(id, "again");
		assertThat(only(explain(id), Reason.Unclaimed.class)).isNotNull();
		startEngine();
		await().until(() -> of(explain(id), Reason.Activity.class).size() == 1 && runs.get() == 2);
		assertThat(only(explain(id), Reason.Activity.class).attempt()).isEqualTo(2);
		assertThat(only(explain(id), Reason.Activity.class).progress()).isEqualTo(ActivityProgress.RUNNING);
	}

	private OrchestrationExplanation explain(String instanceId) {
		return client().explain(instanceId).orElseThrow();
	}

	private static <T extends Reason> List<T> of(OrchestrationExplanation explanation, Class<T> type) {
		return explanation.reasons().stream().filter(type::isInstance).map(type::cast).toList();
	}

	private static <T extends Reason> T only(OrchestrationExplanation explanation, Class<T> type) {
		assertThat(of(explanation, type)).as(explanation.toString()).hasSize(1);
		return of(explanation, type).get(0);
	}

	private static String seconds(Instant time) {
		return time.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
	}

	private void accuse(String instanceId, int takeovers, int trials) {
		jdbc().sql("""
				update durable_instance set takeovers = ?, trials = ?, taken_over_at = (
					select max(h.turn) from durable_history h where h.instance = durable_instance.id)
				where instance_id = ?
				""").params(takeovers, trials, instanceId).update();
	}

	private void ownedBy(String instanceId, long node) {
		jdbc().sql("update durable_instance set owner_node = ? where instance_id = ?")
			.params(node, instanceId)
			.update();
	}

	/**
	 * Return all rows of an instance.
	 */
	private List<Map<String, Object>> everything(String instanceId) {
		return jdbc().sql("""
				select i.id, i.runtime_status, i.owner_node, i.wake_at, i.custom_status, i.takeovers, i.trials,
					h.turn, h.recorded_at, m.id as message
				from durable_instance i join durable_history h on h.instance = i.id
				left join durable_message m on m.instance = i.id
				where i.instance_id = ? order by h.turn, m.id
				""").param(instanceId).query().listOfRows();
	}

}
