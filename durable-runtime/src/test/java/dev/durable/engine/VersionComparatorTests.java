package dev.durable.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link VersionComparator}.
 */
class VersionComparatorTests {

	private final VersionComparator comparator = new VersionComparator();

	@ParameterizedTest
	@CsvSource({ "'',0", "'',1", "'',a", "1,2", "2,10", "1.9,1.10", "1,1.0", "1.2.3,1.2.4", "2-alpha,2-beta", "v1,v2",
			"99999999999999999998,99999999999999999999", "1_2,1_10" })
	void ordersVersions(String older, String newer) {
		assertThat(this.comparator.compare(older, newer)).isNegative();
		assertThat(this.comparator.compare(newer, older)).isPositive();
		assertThat(this.comparator.compare(older, older)).isZero();
	}

	@Test
	void ordersConsistently() {
		List<String> sorted = List.of("", "1", "1.0", "1.2", "1.10", "2", "2.a", "10", "a", "b.1");
		List<String> shuffled = new ArrayList<>(sorted);
		Collections.shuffle(shuffled, new Random(1));
		shuffled.sort(this.comparator);
		assertThat(shuffled).isEqualTo(sorted);
	}

}
