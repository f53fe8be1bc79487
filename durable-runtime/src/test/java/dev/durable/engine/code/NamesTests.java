package dev.durable.engine.code;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link Names}.
 */
class NamesTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", "Say Hello", "größe", "😀", "a@b", "@a", "a/b", "%2F", "." })
	void takesNames(String name) {
		assertThatNoException().isThrownBy(() -> Names.require("activity", name));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a\nb", "a\u0000", "\u007f", "\u0085", "a\ud83d", "\ude00a" })
	void refusesNames(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> Names.require("activity", name))
			.withMessageStartingWith("Name of activity is not usable: ");
	}

	@Test
	void limitsTheLengthOfNames() {
		assertThatNoException().isThrownBy(() -> Names.require("event", "x".repeat(200)));
		assertThatIllegalArgumentException().isThrownBy(() -> Names.require("event", "x".repeat(201)))
			.withMessageContaining("201 characters");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a\nb", ".", ".." })
	void refusesNamesThatNoPathCanHave(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> Names.requireInPath("event", name))
			.withMessageStartingWith("Name of event is not usable: ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "...", ".a", "a/b", "a b" })
	void takesNamesThatPathsCanHave(String name) {
		assertThatNoException().isThrownBy(() -> Names.requireInPath("event", name));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "order-1", "a@b", "a b", "größe", "😀", "a.b:c;d=e&f", "..." })
	void takesInstanceIds(String instanceId) {
		assertThatNoException().isThrownBy(() -> Names.requireInstanceId(instanceId));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "@a", "a/b", "a\\b", "a#b", "a?b", "a\tb", "a\u0000", "\u009f", "a\ud83d", ".", ".." })
	void refusesInstanceIds(String instanceId) {
		assertThatIllegalArgumentException().isThrownBy(() -> Names.requireInstanceId(instanceId))
			.withMessageStartingWith("Instance id is not usable: ");
	}

	@Test
	void limitsTheLengthOfInstanceIds() {
		assertThatNoException().isThrownBy(() -> Names.requireInstanceId("x".repeat(256)));
		assertThatIllegalArgumentException().isThrownBy(() -> Names.requireInstanceId("x".repeat(257)))
			.withMessageContaining("257 characters");
	}

}
