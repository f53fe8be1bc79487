package dev.durable.store.jpa;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Conditions that must all be met, with their parameters.
 */
final class Conditions {

	private final StringBuilder text = new StringBuilder();

	private final List<@Nullable Object> parameters = new ArrayList<>();

	/**
	 * Add a condition.
	 */
	void and(String condition, @Nullable Object... parameters) {
		this.text.append(this.text.isEmpty() ? "where " : " and ").append(condition);
		this.parameters.addAll(Arrays.asList(parameters));
	}

	List<@Nullable Object> parameters() {
		return this.parameters;
	}

	/**
	 * Return the clause.
	 */
	@Override
	public String toString() {
		return this.text.toString();
	}

}
