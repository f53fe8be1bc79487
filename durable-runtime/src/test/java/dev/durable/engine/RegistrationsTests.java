package dev.durable.engine;

import java.util.List;
import java.util.stream.Stream;

import dev.durable.OrchestratorNotRegisteredException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Registrations}.
 */
class RegistrationsTests {

	@Test
	void findsTheNewestVersionWhateverTheOrder() {
		assertThat(orchestrators("1.9", "1.10", "1.2").requireOrchestrator("Order", null).version()).isEqualTo("1.10");
		assertThat(orchestrators("1.10", "", "1.9").requireOrchestrator("Order", null).version()).isEqualTo("1.10");
		assertThat(orchestrators("").requireOrchestrator("Order", null).version()).isEmpty();
	}

	@Test
	void findsExactlyTheVersionAskedFor() {
		Registrations registrations = orchestrators("1", "2");
		assertThat(registrations.requireOrchestrator("Order", "1").version()).isEqualTo("1");
		assertThatExceptionOfType(OrchestratorNotRegisteredException.class)
			.isThrownBy(() -> registrations.requireOrchestrator("Order", "3"))
			.withMessageContaining("Order@(3)")
			.withMessageContaining("Order@(1)");
	}

	@Test
	void saysWhichOrchestratorsThereAre() {
		assertThatExceptionOfType(OrchestratorNotRegisteredException.class)
			.isThrownBy(() -> orchestrators("", "2").requireOrchestrator("order", null))
			.withMessageContaining("'order'")
			.withMessageContaining("Order, Order@(2)");
	}

	@Test
	void refusesTheSameOrchestratorTwice() {
		assertThatIllegalArgumentException().isThrownBy(() -> orchestrators("1", "1"))
			.withMessageContaining("'Order@(1)'");
	}

	@Test
	void refusesTheSameActivityTwice() {
		ActivityDefinition activity = new ActivityDefinition("Charge", Void.class, (context, input) -> null);
		assertThatIllegalArgumentException().isThrownBy(() -> new Registrations(List.of(), List.of(activity, activity)))
			.withMessageContaining("'Charge'");
	}

	@Test
	void listsActivitiesInOrder() {
		Registrations registrations = new Registrations(List.of(),
				Stream.of("Ship", "Charge")
					.map((name) -> new ActivityDefinition(name, Void.class, (context, input) -> null))
					.toList());
		assertThat(registrations.activityNames()).containsExactly("Charge", "Ship");
		assertThat(registrations.findActivity("Ship")).isNotNull();
		assertThat(registrations.findActivity("ship")).isNull();
	}

	private static Registrations orchestrators(String... versions) {
		return new Registrations(Stream.of(versions)
			.map((version) -> new OrchestratorDefinition("Order", version, Void.class, (context, input) -> null))
			.toList(), List.of());
	}

}
