package dev.durable.example.orders;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Mishaps}.
 */
class MishapsTests {

	@ParameterizedTest
	@CsvSource({ "slow-1s, 1", "slow-2s, 2", "slow-60s, 60" })
	void slowArticlesTakeTheirSeconds(String sku, long seconds) {
		assertThat(Mishaps.packingTime(sku)).isEqualTo(Duration.ofSeconds(seconds));
	}

	@ParameterizedTest
	@ValueSource(strings = { "tea", "slow", "slow-0s", "slow-61s", "slow-2m" })
	void otherArticlesTakeNoTime(String sku) {
		assertThat(Mishaps.packingTime(sku)).isZero();
	}

	@Test
	void failTwiceWorksTheThirdTime() {
		assertThat(Mishaps.packingFails("fail-twice", 1)).isTrue();
		assertThat(Mishaps.packingFails("fail-twice", 2)).isTrue();
		assertThat(Mishaps.packingFails("fail-twice", 3)).isFalse();
	}

	@Test
	void failAlwaysNeverWorks() {
		assertThat(Mishaps.packingFails("fail-always", 100)).isTrue();
		assertThat(Mishaps.packingFails("tea", 1)).isFalse();
	}

}
