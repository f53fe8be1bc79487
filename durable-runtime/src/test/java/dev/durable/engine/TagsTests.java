package dev.durable.engine;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link Tags}.
 */
class TagsTests {

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "c1", "two\nlines", "\uD83D\uDE00", "\uFFFE" })
	void takesWhatDatabasesKeep(String value) {
		assertThatNoException().isThrownBy(() -> Tags.require(Map.of("customer", value)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\0", "\uD83D", "a\uDE00", "\uDE00\uD83D" })
	void refusesWhatDatabasesDoNotKeep(String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> Tags.require(Map.of("customer", value)))
			.withMessageContaining("Value of tag 'customer' is not usable");
	}

	@Test
	void refusesTooMuch() {
		Map<String, String> tags = IntStream.rangeClosed(1, 51)
			.boxed()
			.collect(Collectors.toMap((i) -> "k" + i, (i) -> "v"));
		assertThatIllegalArgumentException().isThrownBy(() -> Tags.require(tags)).withMessageContaining("51 tags");
		assertThatIllegalArgumentException().isThrownBy(() -> Tags.require(Map.of("k", "v".repeat(201))));
	}

}
