package dev.durable.observation;

import java.util.HashSet;
import java.util.Set;

import dev.durable.TraceContext;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SpanIds}.
 */
class SpanIdsTests {

	private static final TraceContext TRACE = TraceContext
		.ofHeaders("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03", null);

	@Test
	void everyNodeDerivesTheSameIds() {
		assertThat(SpanIds.ofOrchestration(instance(7, 0, 0))).isEqualTo(SpanIds.ofOrchestration(instance(7, 1, 0)))
			.matches("[0-9a-f]{16}");
		assertThat(SpanIds.ofTask(instance(7, 1, 2), 3)).isEqualTo(SpanIds.ofTask(instance(7, 1, 2), 3));
	}

	@Test
	void nothingElseHasTheSameId() {
		Set<String> ids = new HashSet<>();
		int all = 0;
		for (int id = 1; id <= 3; id++) {
			for (int rewinds = 0; rewinds < 3; rewinds++) {
				ids.add(SpanIds.ofOrchestration(instance(id, 0, rewinds)));
				all++;
				for (int task = 1; task <= 3; task++) {
					ids.add(SpanIds.ofTask(instance(id, 0, rewinds), task));
					ids.add(SpanIds.ofTask(instance(id, 1, rewinds), task));
					all += 2;
				}
			}
		}
		assertThat(ids).hasSize(all);
	}

	private static ObservedInstance instance(long id, int generation, int rewinds) {
		return new ObservedInstance(id, "a", "Name", "", generation, TRACE, rewinds);
	}

}
