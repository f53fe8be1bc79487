package dev.durable.engine.code;

import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

import dev.durable.ActivityOptions;
import dev.durable.OrchestrationContext;
import dev.durable.SubOrchestrationOptions;
import dev.durable.Task;
import dev.durable.history.ExecutionStarted;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.ClassUtils;

/**
 * {@link OrchestrationContext} on an {@link Execution}.
 */
final class ExecutionContext implements OrchestrationContext {

	private final Execution execution;

	private @Nullable RandomGenerator random;

	private int uuids;

	ExecutionContext(Execution execution) {
		this.execution = execution;
	}

	@Override
	public String instanceId() {
		return this.execution.info().instanceId();
	}

	@Override
	public String name() {
		return this.execution.info().name();
	}

	@Override
	public @Nullable String version() {
		String version = this.execution.info().version();
		return version.isEmpty() ? null : version;
	}

	@Override
	public @Nullable String parentInstanceId() {
		ExecutionStarted started = this.execution.started();
		String recorded = (started != null) ? started.parentInstanceId() : null;
		return (recorded != null) ? recorded : this.execution.info().parentInstanceId();
	}

	@Override
	public boolean isReplaying() {
		return this.execution.isReplaying();
	}

	@Override
	public Instant currentTime() {
		return this.execution.time();
	}

	@Override
	public UUID newUuid() {
		this.execution.requireCodeThread();
		return unique("uuid", ++this.uuids + ":" + this.execution.rewinds());
	}

	@Override
	public RandomGenerator random() {
		this.execution.requireCodeThread();
		RandomGenerator generator = this.random;
		if (generator == null) {
			UUID seed = unique("random", "");
			generator = new SplittableRandom(seed.getMostSignificantBits() ^ seed.getLeastSignificantBits());
			this.random = generator;
		}
		return generator;
	}

	/**
	 * Return what no other generation of any instance has. Ids of rows begin at 1 in each
	 * database, and a database can be restored, so the time of the creation is part of
	 * it.
	 */
	private UUID unique(String kind, String position) {
		ExecutionInfo info = this.execution.info();
		return NameBasedUuid
			.of(kind + ":" + info.id() + ":" + ChronoUnit.MICROS.between(Instant.EPOCH, info.createdAt()) + ":"
					+ info.generation() + ":" + position + ":" + info.instanceId());
	}

	@Override
	public Logger replaySafe(Logger logger) {
		return ReplaySafeLogger.of(logger, this::isReplaying);
	}

	@Override
	public <T extends @Nullable Object> Task<T> callActivity(String name, @Nullable Object input, Class<T> type,
			ActivityOptions options) {
		return typed(this.execution.calls().callActivity(name, input, boxed(type), options));
	}

	@Override
	public <T extends @Nullable Object> Task<T> callActivity(String name, @Nullable Object input,
			ParameterizedTypeReference<T> type, ActivityOptions options) {
		return typed(this.execution.calls().callActivity(name, input, type.getType(), options));
	}

	@Override
	public <T> T activities(Class<T> type, ActivityOptions options) {
		this.execution.requireCodeThread();
		return ActivityStubs.create(type, options, this.execution);
	}

	@Override
	public <T extends @Nullable Object> Task<T> callSubOrchestration(String name, @Nullable Object input, Class<T> type,
			SubOrchestrationOptions options) {
		return typed(this.execution.calls().callSubOrchestration(name, input, boxed(type), options));
	}

	@Override
	public <T extends @Nullable Object> Task<T> callSubOrchestration(String name, @Nullable Object input,
			ParameterizedTypeReference<T> type, SubOrchestrationOptions options) {
		return typed(this.execution.calls().callSubOrchestration(name, input, type.getType(), options));
	}

	@Override
	public Task<@Nullable Void> createTimer(Duration delay) {
		return this.execution.calls().createTimer(delay);
	}

	@Override
	public Task<@Nullable Void> createTimer(Instant fireAt) {
		return this.execution.calls().createTimer(fireAt);
	}

	@Override
	public <T extends @Nullable Object> Task<T> waitForEvent(String name, Class<T> type) {
		return typed(this.execution.calls().waitForEvent(name, boxed(type), null));
	}

	@Override
	public <T extends @Nullable Object> Task<T> waitForEvent(String name, Class<T> type, Duration timeout) {
		return typed(this.execution.calls().waitForEvent(name, boxed(type), timeout));
	}

	@Override
	public <T extends @Nullable Object> Task<T> waitForEvent(String name, ParameterizedTypeReference<T> type,
			@Nullable Duration timeout) {
		return typed(this.execution.calls().waitForEvent(name, type.getType(), timeout));
	}

	@Override
	public <T extends @Nullable Object> Task<List<T>> allOf(List<? extends Task<? extends T>> tasks) {
		DurableTask<Object> all = this.execution.calls().newTask();
		int[] open = { tasks.size() };
		if (tasks.isEmpty()) {
			all.complete(null);
		}
		all.comesFrom(new TaskOrigin.Combined(false, origins(tasks)));
		for (Task<?> task : tasks) {
			origin(task).whenDone(() -> {
				if (--open[0] == 0) {
					all.complete(null);
				}
			});
		}
		return all.thenApply((nothing) -> {
			AllResults<T> results = new AllResults<>(tasks.size());
			tasks.forEach((task) -> results.add(task::await));
			return results.get();
		});
	}

	@Override
	public Task<Task<?>> anyOf(List<? extends Task<?>> tasks) {
		if (tasks.isEmpty()) {
			throw new IllegalArgumentException("'tasks' must not be empty");
		}
		DurableTask<Task<?>> any = this.execution.calls().newTask();
		any.comesFrom(new TaskOrigin.Combined(true, origins(tasks)));
		for (Task<?> task : tasks) {
			origin(task).whenDone(() -> any.complete(task));
		}
		return any;
	}

	@Override
	public void setCustomStatus(@Nullable Object status) {
		this.execution.calls().setCustomStatus(status);
	}

	@Override
	public void continueAsNew(@Nullable Object input) {
		this.execution.calls().continueAsNew(input);
	}

	private static List<DurableTask<?>> origins(List<? extends Task<?>> tasks) {
		List<DurableTask<?>> origins = new ArrayList<>(tasks.size());
		tasks.forEach((task) -> origins.add(origin(task)));
		return origins;
	}

	private static DurableTask<?> origin(Task<?> task) {
		return (task instanceof MappedTask<?, ?> mapped) ? mapped.origin() : (DurableTask<?>) task;
	}

	private static Type boxed(Class<?> type) {
		return ClassUtils.resolvePrimitiveIfNecessary(type);
	}

	@SuppressWarnings("unchecked")
	private static <T extends @Nullable Object> Task<T> typed(DurableTask<Object> task) {
		return (Task<T>) (Task<?>) task;
	}

}
