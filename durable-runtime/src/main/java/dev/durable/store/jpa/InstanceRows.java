package dev.durable.store.jpa;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;

import dev.durable.RuntimeStatus;
import dev.durable.store.NewInstance;
import dev.durable.store.ParentLink;
import dev.durable.store.Release;
import org.jspecify.annotations.Nullable;

/**
 * New instances as rows of {@code durable_instance}.
 */
final class InstanceRows {

	// Waits for keys are in the same order everywhere
	private static final Comparator<NewInstance> KEY_ORDER = Comparator.comparing(NewInstance::taskHub)
		.thenComparing(NewInstance::instanceId);

	private final TagsConverter tagsConverter = new TagsConverter();

	/**
	 * Return instances in the order in which to insert them.
	 */
	static List<NewInstance> inOrder(List<NewInstance> instances) {
		return (instances.size() > 1) ? instances.stream().sorted(KEY_ORDER).toList() : instances;
	}

	/**
	 * Return the values of a row, without generation and leftover.
	 * @param node the node that owns those that are to be owned, or {@code null}
	 */
	@Nullable Object[] row(NewInstance instance, @Nullable Long node) {
		ParentLink parent = instance.parent();
		boolean owned = isOwned(instance, node);
		return new @Nullable Object[] { instance.id(), instance.taskHub(), instance.instanceId(), instance.name(),
				instance.version(),
				(owned || instance.givenBack() != null) ? RuntimeStatus.RUNNING : RuntimeStatus.PENDING,
				instance.createdAt(), owned ? node : null, owned ? null : dueAt(instance), instance.startAt(),
				(parent != null) ? parent.instance() : null, (parent != null) ? parent.generation() : null,
				(parent != null) ? parent.taskId() : null, instance.trace().traceParent(),
				instance.trace().traceState(), instance.trace().baggage(),
				this.tagsConverter.convertToDatabaseColumn(instance.tags()) };
	}

	/**
	 * Return the same values of many instances as an array for each column. The time of
	 * the creation is a {@linkplain EpochMicros number}, times that may be far away, of
	 * which there are few, are texts.
	 */
	@Nullable Object[] columns(List<NewInstance> instances, long node) {
		List<@Nullable Object[]> rows = inOrder(instances).stream().map((instance) -> row(instance, node)).toList();
		return new @Nullable Object[] { longs(rows, 0), texts(rows, 1), texts(rows, 2), texts(rows, 3), texts(rows, 4),
				texts(rows, 5), longs(rows, 6), longs(rows, 7), texts(rows, 8), texts(rows, 9), longs(rows, 10),
				integers(rows, 11), integers(rows, 12), texts(rows, 13), texts(rows, 14), texts(rows, 15),
				texts(rows, 16) };
	}

	private static @Nullable String[] texts(List<@Nullable Object[]> rows, int column) {
		@Nullable String[] texts = new @Nullable String[rows.size()];
		for (int i = 0; i < texts.length; i++) {
			texts[i] = text(rows.get(i)[column]);
		}
		return texts;
	}

	private static @Nullable String text(@Nullable Object value) {
		if (value instanceof Instant time) {
			return time.truncatedTo(ChronoUnit.MICROS).toString();
		}
		if (value instanceof Enum<?> constant) {
			return constant.name();
		}
		return (String) value;
	}

	private static @Nullable Long[] longs(List<@Nullable Object[]> rows, int column) {
		@Nullable Long[] numbers = new @Nullable Long[rows.size()];
		for (int i = 0; i < numbers.length; i++) {
			Object value = rows.get(i)[column];
			numbers[i] = (value instanceof Instant time) ? (Long) EpochMicros.of(time) : (Long) value;
		}
		return numbers;
	}

	private static @Nullable Integer[] integers(List<@Nullable Object[]> rows, int column) {
		@Nullable Integer[] numbers = new @Nullable Integer[rows.size()];
		for (int i = 0; i < numbers.length; i++) {
			numbers[i] = (Integer) rows.get(i)[column];
		}
		return numbers;
	}

	private static boolean isOwned(NewInstance instance, @Nullable Long node) {
		return instance.owned() && node != null;
	}

	private static @Nullable Instant dueAt(NewInstance instance) {
		Release givenBack = instance.givenBack();
		if (givenBack != null) {
			return givenBack.wakeAt();
		}
		Instant startAt = instance.startAt();
		return (startAt != null) ? startAt : instance.createdAt();
	}

}
