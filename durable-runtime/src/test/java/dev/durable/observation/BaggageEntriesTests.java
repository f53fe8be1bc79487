package dev.durable.observation;

import java.util.Map;

import dev.durable.TraceContext;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BaggageEntries}.
 */
class BaggageEntriesTests {

	@Test
	void readsEntriesWithoutTheirProperties() {
		assertThat(BaggageEntries.of("tenant=acme;propagation=unlimited , user = Ada%20L+%C3%B6;a=b;c"))
			.containsExactly(Map.entry("tenant", "acme"), Map.entry("user", "Ada L+ö"));
	}

	@Test
	void leavesOutWhatCannotBeRead() {
		assertThat(BaggageEntries.of("nothing,=value,broken=%zz,fine=1")).containsExactly(Map.entry("fine", "1"));
		assertThat(BaggageEntries.of(null)).isEmpty();
	}

	@Test
	void writesWhatItReads() {
		assertThat(BaggageEntries.with(null, Map.of("user", "Ada L+ö"))).isEqualTo("user=Ada%20L%2B%C3%B6");
		assertThat(BaggageEntries.with("a=1;p", Map.of("b", "2"))).isEqualTo("a=1;p,b=2");
		assertThat(BaggageEntries.with(null, Map.of())).isNull();
	}

	@Test
	void keepsNothingOfTooMuch() {
		assertThat(BaggageEntries.with("a=" + "1".repeat(TraceContext.MAX_BAGGAGE), Map.of())).isNull();
	}

}
