package dev.durable.engine;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

import dev.durable.OrchestrationFilter;
import dev.durable.RuntimeStatus;
import dev.durable.store.InstancePosition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PageToken}.
 */
class PageTokenTests {

	private static final OrchestrationFilter FILTER = new OrchestrationFilter(null, Set.of(RuntimeStatus.FAILED),
			"Order", "a b", Instant.EPOCH, Instant.EPOCH, Map.of("a", "1", "b", "2"));

	private static final InstancePosition POSITION = new InstancePosition(Instant.parse("1969-12-31T23:59:59.123456Z"),
			42, "日本 +/😀");

	@Test
	void roundTrips() {
		String token = PageToken.encode("hub", FILTER, POSITION);
		assertThat(token).matches("[A-Za-z0-9_-]+");
		assertThat(PageToken.decode("hub", FILTER, token)).isEqualTo(POSITION);
	}

	@Test
	void isTheSameOnAllNodes() {
		assertThat(PageToken.encode("hub", FILTER, POSITION))
			.isEqualTo("UCpoGwDKcL0B_______yoAAAAAAAAAAAKuaXpeacrCArL_CfmIA");
	}

	@Test
	void everyChangeOfAnyCharacterIsNoticed() {
		String token = PageToken.encode("hub", FILTER, POSITION);
		for (int i = 0; i < token.length(); i++) {
			char other = (token.charAt(i) != 'A') ? 'A' : 'Q';
			assertRefused(FILTER, token.substring(0, i) + other + token.substring(i + 1));
			assertRefused(FILTER, token.substring(0, i));
		}
		assertRefused(FILTER, "A".repeat(10_000));
		assertRefused(FILTER, "a b");
	}

	@Test
	void everyChangeOfTheFilterIsNoticed() {
		String token = PageToken.encode("hub", FILTER, POSITION);
		assertRefused(OrchestrationFilter.ALL, token);
		assertRefused(FILTER.withRuntimeStatus(RuntimeStatus.RUNNING), token);
		assertRefused(FILTER.withName(null), token);
		assertRefused(FILTER.withInstanceIdPrefix("a"), token);
		assertRefused(FILTER.withCreatedFrom(Instant.EPOCH.plusNanos(1)), token);
		assertRefused(FILTER.withCreatedTo(null), token);
		assertRefused(FILTER.withTag("c", "3"), token);
		assertThatIllegalArgumentException().isThrownBy(() -> PageToken.decode("other", FILTER, token));
	}

	private static void assertRefused(OrchestrationFilter filter, String token) {
		assertThatIllegalArgumentException().isThrownBy(() -> PageToken.decode("hub", filter, token))
			.withMessageContaining("continuation token");
	}

}
