package dev.durable.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import ch.qos.logback.classic.Level;
import dev.durable.InstanceNotFoundException;
import dev.durable.OrchestrationStatus;
import dev.durable.engine.ObserverGuard;
import dev.durable.test.CapturedLog;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.http.HttpStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ManagementObserver} and the default convention.
 */
class ManagementObserverTests {

	private final List<Observation.Context> ended = new ArrayList<>();

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final ManagementObserver observer = new ManagementObserver(this.registry, null);

	ManagementObserverTests() {
		this.registry.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStop(Observation.Context context) {
				ManagementObserverTests.this.ended.add(context);
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
	}

	@Test
	void everyOperationHasAName() {
		for (ManagementOperation operation : ManagementOperation.values()) {
			this.observer.observe(operation, "a1", "", (observed) -> "done");
		}
		assertThat(this.ended).extracting(Observation.Context::getContextualName)
			.doesNotHaveDuplicates()
			.hasSize(ManagementOperation.values().length)
			.contains("Management.StartOrchestration", "Management.GetStatus", "Management.RaiseEvent",
					"Management.Terminate", "Management.Purge", "Management.PurgeMany", "Management.ListInstances",
					"Management.GetCounts", "Management.Suspend", "Management.Resume", "Management.Rewind",
					"Management.Restart");
	}

	@Test
	void tagsOfMetricsAreBounded() throws Exception {
		Set<String> tags = new TreeSet<>();
		for (int i = 0; i < 20; i++) {
			String any = "caller-" + i;
			for (ManagementOperation operation : ManagementOperation.values()) {
				this.observer.observe(operation, any, any, (observed) -> {
					observed.setReason(any);
					observed.setStartedInstanceId(any);
					return any;
				});
			}
			assertThatExceptionOfType(InstanceNotFoundException.class)
				.isThrownBy(() -> observe(ManagementOperation.STATUS, () -> {
					throw new InstanceNotFoundException(any);
				}));
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> observe(ManagementOperation.STATUS, () -> {
					throw new IllegalStateException(any);
				}));
		}
		this.ended.forEach(
				(context) -> context.getLowCardinalityKeyValues().stream().map(KeyValue::toString).forEach(tags::add));
		assertThat(tags).hasSize(ManagementOperation.values().length + 3).noneMatch((tag) -> tag.contains("caller-"));
		assertThat(this.ended).extracting((context) -> context.getLowCardinalityKeyValue("outcome").getValue())
			.contains("success", "refused", "failed");
	}

	@Test
	void aConventionOfTheApplicationReplacesTheDefault() {
		new ManagementObserver(this.registry, new DefaultManagementObservationConvention() {

			@Override
			public String getContextualName(ManagementObservationContext context) {
				return "mine:" + context.getInstanceId();
			}

		}).observe(ManagementOperation.PURGE, "a1", "", (observed) -> "done");
		assertThat(this.ended).singleElement().extracting(Observation.Context::getContextualName).isEqualTo("mine:a1");
	}

	@Test
	void goesOnUntilTheRequestIsOver() throws Exception {
		LaterAnswer later = later(new CompletableFuture<>());
		assertThat(this.ended).isEmpty();
		later.over().run();
		later.over().run();
		assertThat(this.ended).hasSize(1);
	}

	@Test
	void endsWithAWaitThatFails() throws Exception {
		CompletableFuture<OrchestrationStatus> completion = new CompletableFuture<>();
		LaterAnswer later = later(completion);
		completion.completeExceptionally(new InstanceNotFoundException("a1"));
		later.over().run();
		assertThat(this.ended).singleElement()
			.extracting(Observation.Context::getError)
			.isInstanceOf(InstanceNotFoundException.class);
	}

	@Test
	void whatIsDoneIsNoFailureAlthoughNobodyKnowsHowItEnded() throws Exception {
		CompletableFuture<OrchestrationStatus> completion = new CompletableFuture<>();
		Answer accepted = Answer.empty(HttpStatus.ACCEPTED);
		LaterAnswer later = (LaterAnswer) observe(ManagementOperation.START,
				() -> new LaterAnswer(completion, Duration.ofSeconds(1), (status) -> accepted, accepted));
		completion.completeExceptionally(new IllegalStateException("gone"));
		assertThat(later.otherwise()).isSameAs(accepted);
		assertThat(this.ended).singleElement().extracting(Observation.Context::getError).isNull();
	}

	@Test
	void worksWithoutRegistry() throws Exception {
		ManagementObserver none = new ManagementObserver(ObservationRegistry.NOOP, null);
		assertThat(none.observe(new ManagementObservationContext(ManagementOperation.LIST, "", ""),
				() -> Answer.empty(HttpStatus.OK)))
			.isInstanceOf(Answer.class);
	}

	@ParameterizedTest
	@EnumSource(FailingHandler.Step.class)
	void anOperationDoesNotFailBecauseAHandlerDoes(FailingHandler.Step step) throws Exception {
		try (CapturedLog log = CapturedLog.of(ObserverGuard.class.getName(), Level.WARN)) {
			ManagementObserver failing = new ManagementObserver(this.registry, null);
			this.registry.observationConfig().observationHandler(new FailingHandler(step));
			String done = failing.observe(ManagementOperation.PURGE, "a1", "", (observed) -> "done");
			assertThat(done).isEqualTo("done");
			Answer answer = Answer.empty(HttpStatus.OK);
			assertThat(failing.observe(context(), () -> answer)).isSameAs(answer);
			LaterAnswer later = (LaterAnswer) failing.observe(context(),
					() -> new LaterAnswer(new CompletableFuture<>(), Duration.ofSeconds(1), (status) -> answer));
			assertThat(later.answer().apply(TestStatus.running("Works", "a1", null, Map.of()))).isSameAs(answer);
			later.over().run();
			assertThatExceptionOfType(InstanceNotFoundException.class)
				.isThrownBy(() -> failing.observe(context(), () -> {
					throw new InstanceNotFoundException("a1");
				}));
			assertThat(this.registry.getCurrentObservationScope()).isNull();
			assertThat(log.messages(Level.WARN)).singleElement().asString().contains("This handler does not work");
		}
	}

	@Test
	void anOperationDoesNotFailBecauseAConventionDoes() throws Exception {
		ManagementObserver failing = new ManagementObserver(this.registry,
				new DefaultManagementObservationConvention() {

					@Override
					public KeyValues getLowCardinalityKeyValues(ManagementObservationContext context) {
						throw new IllegalStateException("This convention does not work (for a test)");
					}

				});
		String done = failing.observe(ManagementOperation.PURGE, "a1", "", (observed) -> "done");
		assertThat(done).isEqualTo("done");
		Answer answer = Answer.empty(HttpStatus.OK);
		assertThat(failing.observe(context(), () -> answer)).isSameAs(answer);
		assertThat(this.registry.getCurrentObservationScope()).isNull();
	}

	private LaterAnswer later(CompletableFuture<OrchestrationStatus> completion) throws Exception {
		return (LaterAnswer) observe(ManagementOperation.STATUS,
				() -> new LaterAnswer(completion, Duration.ofSeconds(1), (status) -> Answer.empty(HttpStatus.OK)));
	}

	private Reply observe(ManagementOperation operation, Callable<Reply> work) throws Exception {
		return this.observer.observe(new ManagementObservationContext(operation, "a1", ""), work);
	}

	private static ManagementObservationContext context() {
		return new ManagementObservationContext(ManagementOperation.STATUS, "a1", "");
	}

	/**
	 * Handler that does not work.
	 */
	private record FailingHandler(Step at) implements ObservationHandler<Observation.Context> {

		private void step(Step step) {
			if (step == this.at || this.at == Step.ANY) {
				throw new IllegalStateException("This handler does not work (for a test)");
			}
		}

		@Override
		public void onStart(Observation.Context context) {
			step(Step.START);
		}

		@Override
		public void onScopeOpened(Observation.Context context) {
			step(Step.SCOPE_OPENED);
		}

		@Override
		public void onScopeClosed(Observation.Context context) {
			step(Step.SCOPE_CLOSED);
		}

		@Override
		public void onError(Observation.Context context) {
			step(Step.ERROR);
		}

		@Override
		public void onStop(Observation.Context context) {
			step(Step.STOP);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

		/** Where it fails. */
		enum Step {

			START, SCOPE_OPENED, SCOPE_CLOSED, ERROR, STOP, ANY

		}

	}

}
