package dev.durable.engine.code;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.durable.ActivityOptions;
import dev.durable.OrchestrationContext;
import dev.durable.RetryPolicy;
import dev.durable.Task;
import dev.durable.TraceContext;
import dev.durable.engine.OrchestratorDefinition;
import dev.durable.history.CodeAbsent;
import dev.durable.history.EventRaised;
import dev.durable.history.ExecutionResumed;
import dev.durable.history.ExecutionSuspended;
import dev.durable.history.Incident;
import dev.durable.history.SubOrchestrationCompleted;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import dev.durable.history.TaskScheduled;
import dev.durable.history.TimerFired;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Execution}: histories that are replayed.
 */
class ReplayTests {

	private static final List<Incident> INCIDENTS = List.of(new EventRaised("go", "1"), new TaskCompleted(2, 1, "2"),
			new ExecutionSuspended(null), new TimerFired(3),
			new TaskFailed(1, 1, new dev.durable.FailureDetails("x.Broken", null, null, null)),
			new EventRaised("GO", "3"), new ExecutionResumed(null), new TaskCompleted(1, 2, "4"),
			new SubOrchestrationCompleted(4, "5"), new EventRaised("go", "6"), new TaskCompleted(6, 1, "7"),
			new TimerFired(5));

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 5, 12 })
	void replayDecidesTheSameHoweverIncidentsWereBatched(int batch) {
		OrchestratorRun run = OrchestratorRun.of(ReplayTests::everything);
		run.turn();
		for (int i = 0; i < INCIDENTS.size(); i += batch) {
			run.turn(INCIDENTS.subList(i, Math.min(i + batch, INCIDENTS.size())).toArray(Incident[]::new));
		}
		for (int length = 1; length <= run.history().size(); length++) {
			List<OrchestratorRun.RecordedTurn> history = run.history().subList(0, length);
			OrchestratorRun replayed = OrchestratorRun.replay(ReplayTests::everything, history);
			assertThat(replayed.problem()).isEmpty();
			for (int next = length; next < run.history().size(); next++) {
				List<Incident> incidents = (next == 1) ? List.of()
						: INCIDENTS.subList((next - 2) * batch, Math.min((next - 1) * batch, INCIDENTS.size()));
				replayed.turn(incidents.toArray(Incident[]::new));
			}
			assertThat(replayed.history()).isEqualTo(run.history());
			assertThat(replayed.execution().openActivities()).isEqualTo(run.execution().openActivities());
			assertThat(replayed.execution().openTimers()).isEqualTo(run.execution().openTimers());
			assertThat(replayed.execution().unreceivedEvents()).isEqualTo(run.execution().unreceivedEvents());
			assertThat(replayed.execution().ending()).isEqualTo(run.execution().ending());
		}
	}

	private static Object everything(OrchestrationContext context, Object input) {
		List<Object> seen = new ArrayList<>();
		Task<Integer> flaky = context.callActivity("Flaky", context.newUuid(), Integer.class,
				ActivityOptions.retry(RetryPolicy.of(3, Duration.ofSeconds(1))));
		Task<Integer> sure = context.callActivity("Sure", context.random().nextInt(1_000_000), Integer.class);
		Task<?> timer = context.createTimer(Duration.ofSeconds(3));
		Task<Integer> child = context.callSubOrchestration("Child", context.currentTime(), Integer.class);
		Task<Integer> event = context.waitForEvent("go", Integer.class);
		List<Task<?>> open = new ArrayList<>(List.of(flaky, sure, timer, child, event));
		while (!open.isEmpty()) {
			Task<?> first = context.anyOf(open).await();
			open.remove(first);
			seen.add(Optional.<Object>ofNullable(first.await()).orElse("timer"));
			if (first == event) {
				event = context.waitForEvent("go", Integer.class, Duration.ofSeconds(100));
			}
			else if (first == sure) {
				seen.add(context.newUuid());
				context.callActivity("After", seen, Integer.class);
			}
		}
		seen.add(event.await());
		return seen;
	}

	@Test
	void anyOfIsWonByTheSameTaskAgain() {
		OrchestratorDefinition.Code code = (context, input) -> {
			Task<String> a = context.callActivity("A", null, String.class);
			Task<String> b = context.callActivity("B", null, String.class);
			Task<?> first = context.anyOf(a, b).await();
			return context.callActivity((first == a) ? "A won" : "B won", null, String.class).await();
		};
		OrchestratorRun run = OrchestratorRun.replay(code,
				OrchestratorRun.history(List.of(new TaskScheduled(1, "A", null), new TaskScheduled(2, "B", null)),
						List.of(new TaskCompleted(2, 1, null), new TaskCompleted(1, 1, null),
								new TaskScheduled(3, "B won", null))));
		assertThat(run.problem()).isEmpty();
		OrchestratorRun other = OrchestratorRun.replay(code,
				OrchestratorRun.history(List.of(new TaskScheduled(1, "A", null), new TaskScheduled(2, "B", null)),
						List.of(new TaskCompleted(1, 1, null), new TaskCompleted(2, 1, null),
								new TaskScheduled(3, "A won", null))));
		assertThat(other.problem()).isEmpty();
	}

	@Test
	void uuidsRandomNumbersAndTimesAreTheSameAgain() {
		List<List<Object>> runs = new ArrayList<>();
		OrchestratorDefinition.Code code = (context, input) -> {
			List<Object> seen = new ArrayList<>();
			runs.add(seen);
			for (int i = 0; i < 2; i++) {
				seen.add(context.newUuid());
				seen.add(context.newUuid());
				seen.add(context.random().nextLong());
				seen.add(context.random().nextDouble());
				seen.add(context.currentTime());
				context.waitForEvent("a", String.class).await();
			}
			return null;
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new EventRaised("a", null));
		OrchestratorRun.replay(code, run.history());
		assertThat(runs).hasSize(2);
		assertThat(runs.get(0)).hasSize(10).doesNotHaveDuplicates();
		assertThat(runs.get(1)).isEqualTo(runs.get(0));
	}

	/**
	 * Ids of rows begin at 1 in each database, and applications give ids of instances
	 * again.
	 */
	@Test
	void otherInstancesHaveOtherUuidsAndRandomNumbers() {
		List<Object> seen = new ArrayList<>();
		List<ExecutionInfo> infos = List.of(info(1, "a", OrchestratorRun.START, 0),
				info(1, "a", OrchestratorRun.START.plusNanos(1_000), 0), info(1, "b", OrchestratorRun.START, 0),
				info(2, "a", OrchestratorRun.START, 0), info(1, "a", OrchestratorRun.START, 31));
		for (ExecutionInfo info : infos) {
			OrchestratorRun.of((context, input) -> {
				seen.add(context.newUuid());
				seen.add(context.random().nextLong());
				return null;
			}, info).turn();
		}
		assertThat(seen).hasSize(2 * infos.size()).doesNotHaveDuplicates();
	}

	private static ExecutionInfo info(long id, String instanceId, Instant createdAt, int generation) {
		return new ExecutionInfo(id, instanceId, createdAt, "Test", "", generation, null, TraceContext.NONE);
	}

	@Test
	void knowsWhetherItIsReplaying() {
		List<Boolean> replaying = new ArrayList<>();
		OrchestratorDefinition.Code code = (context, input) -> {
			replaying.add(context.isReplaying());
			context.waitForEvent("a", String.class).await();
			replaying.add(context.isReplaying());
			return null;
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		OrchestratorRun.replay(code, run.history()).turn(new EventRaised("a", null));
		assertThat(replaying).containsExactly(false, true, false);
	}

	@Test
	void replaySafeLoggersAreSilent() {
		Logger logger = (Logger) LoggerFactory.getLogger("test.orchestrator");
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		logger.addAppender(appender);
		OrchestratorDefinition.Code code = (context, input) -> {
			org.slf4j.Logger safe = context.replaySafe(logger);
			assertThat(safe.getName()).isEqualTo("test.orchestrator");
			safe.info("before {}", "a");
			assertThat(safe.isErrorEnabled()).isNotEqualTo(context.isReplaying());
			context.waitForEvent("a", String.class).await();
			safe.info("after {}", "a");
			return null;
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		OrchestratorRun.replay(code, run.history()).turn(new EventRaised("a", null));
		assertThat(appender.list).extracting(ILoggingEvent::getFormattedMessage).containsExactly("before a", "after a");
		logger.detachAppender(appender);
	}

	@Test
	void customStatusIsNotSetAgain() {
		OrchestratorDefinition.Code code = (context, input) -> {
			context.setCustomStatus("first");
			context.waitForEvent("a", String.class).await();
			context.setCustomStatus(List.of(2));
			return null;
		};
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		assertThat(run.execution().customStatus()).isEqualTo("\"first\"");
		assertThat(run.execution().takeCustomStatusChange()).isTrue();
		assertThat(run.execution().takeCustomStatusChange()).isFalse();
		OrchestratorRun replayed = OrchestratorRun.replay(code, run.history());
		assertThat(replayed.execution().takeCustomStatusChange()).isFalse();
		replayed.turn(new EventRaised("a", null));
		assertThat(replayed.execution().customStatus()).isEqualTo("[2]");
		assertThat(replayed.execution().takeCustomStatusChange()).isTrue();
	}

	@Test
	void historiesCanBeFollowedWithoutCode() {
		OrchestratorRun run = OrchestratorRun.of(ReplayTests::everything);
		run.turn();
		run.turn(INCIDENTS.subList(0, 5).toArray(Incident[]::new));
		OrchestratorRun followed = OrchestratorRun.replay((OrchestratorDefinition) null, OrchestratorRun.LIMITS,
				run.history());
		assertThat(followed.problem()).isEmpty();
		assertThat(followed.execution().isSuspended()).isTrue();
		assertThat(followed.execution().isCodeStarted()).isFalse();
	}

	@Test
	void whatTheCodeHasReceivedIsNotKeptWhereItIsNot() {
		OrchestratorDefinition.Code code = (context, input) -> context.waitForEvent("a", String.class).await()
				+ context.waitForEvent("a", String.class).await() + context.waitForEvent("a", String.class).await();
		OrchestratorRun run = OrchestratorRun.of(code);
		run.turn();
		run.turn(new EventRaised("a", "\"1\""), new EventRaised("a", "\"2\""));
		OrchestratorRun followed = OrchestratorRun.replay((OrchestratorDefinition) null, OrchestratorRun.LIMITS,
				run.history());
		assertThat(followed.execution().bufferedEvents()).isZero();
		followed.turn(new CodeAbsent(), new EventRaised("a", "\"3\""));
		assertThat(followed.execution().bufferedEvents()).isOne();
		OrchestratorRun again = OrchestratorRun.replay(code, followed.history());
		again.turn();
		assertThat(again.output()).isEqualTo("\"123\"");
	}

}
