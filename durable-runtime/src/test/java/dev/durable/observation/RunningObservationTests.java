package dev.durable.observation;

import java.util.ArrayList;
import java.util.List;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RunningObservation}.
 */
class RunningObservationTests {

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final List<String> told = new ArrayList<>();

	@Test
	void tellsHandlersWhatHappens() {
		this.registry.observationConfig().observationHandler(new Handler("none"));
		run();
		assertThat(this.told).containsExactly("start", "open", "error", "close", "stop");
		assertThat(this.registry.getCurrentObservation()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "start", "open", "error", "close", "stop" })
	void whatHandlersThrowIsNoConcernOfWhatIsObserved(String broken) {
		this.registry.observationConfig().observationHandler(new Handler(broken));
		run();
		assertThat(this.told).contains(broken, "start", "error", "stop");
		assertThat(this.registry.getCurrentObservation()).isNull();
	}

	@Test
	void whatCannotBeCreatedIsNotObserved() {
		try (RunningObservation running = new RunningObservation(this.registry, () -> {
			throw new IllegalStateException("for a test");
		})) {
			assertThat(running.span()).isNull();
		}
		assertThat(this.registry.getCurrentObservation()).isNull();
	}

	private void run() {
		try (RunningObservation running = new RunningObservation(this.registry,
				() -> Observation.createNotStarted("test", this.registry))) {
			assertThat(running.span()).isNull();
			running.failed(new IllegalStateException("for a test"));
		}
	}

	/**
	 * Handler of an application, which may be broken.
	 */
	private final class Handler implements ObservationHandler<Observation.Context> {

		private final String broken;

		private Handler(String broken) {
			this.broken = broken;
		}

		private void tell(String what) {
			RunningObservationTests.this.told.add(what);
			if (this.broken.equals(what)) {
				throw new IllegalStateException(what + ", for a test");
			}
		}

		@Override
		public void onStart(Observation.Context context) {
			tell("start");
		}

		@Override
		public void onError(Observation.Context context) {
			tell("error");
		}

		@Override
		public void onScopeOpened(Observation.Context context) {
			tell("open");
		}

		@Override
		public void onScopeClosed(Observation.Context context) {
			tell("close");
		}

		@Override
		public void onStop(Observation.Context context) {
			tell("stop");
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
