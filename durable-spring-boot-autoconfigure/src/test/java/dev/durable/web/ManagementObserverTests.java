package dev.durable.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import dev.durable.InstanceNotFoundException;
import dev.durable.OrchestrationStatus;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;

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

	private LaterAnswer later(CompletableFuture<OrchestrationStatus> completion) throws Exception {
		return (LaterAnswer) observe(ManagementOperation.STATUS,
				() -> new LaterAnswer(completion, Duration.ofSeconds(1), (status) -> Answer.empty(HttpStatus.OK)));
	}

	private Reply observe(ManagementOperation operation, Callable<Reply> work) throws Exception {
		return this.observer.observe(new ManagementObservationContext(operation, "a1", ""), work);
	}

}
