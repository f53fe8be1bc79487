package dev.durable.engine.code;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CodeDifference}.
 */
class CodeDifferenceTests {

	@Test
	void readsWhatItSays() {
		CodeDifference difference = new CodeDifference(17, 2, "activity 'A\tb' scheduled as task #1",
				"nothing (the code waits)");
		assertThat(CodeDifference.read(difference.text())).isEqualTo(difference);
	}

	@Test
	void readsNothingElse() {
		assertThat(CodeDifference.read(null)).isNull();
		assertThat(CodeDifference.read("audit")).isNull();
		assertThat(CodeDifference.read("The code does not fit the history at turn 99999999999, decision 1:\n"
				+ "  history: a\n  code:    b\nLikely cause"))
			.isNull();
	}

}
