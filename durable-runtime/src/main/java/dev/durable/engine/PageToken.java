package dev.durable.engine;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

import dev.durable.OrchestrationFilter;
import dev.durable.RuntimeStatus;
import dev.durable.store.InstancePosition;

/**
 * Continuation tokens: a position in a list, sealed with the filter of that list. The
 * seal tells of mistakes, it keeps no secret: a token shows nothing that its query does
 * not.
 */
final class PageToken {

	private static final byte FORMAT = 1;

	private static final int SEAL = 8;

	private static final int MAX_LENGTH = 4096;

	private PageToken() {
	}

	static String encode(String taskHub, OrchestrationFilter filter, InstancePosition position) {
		byte[] instanceId = position.instanceId().getBytes(StandardCharsets.UTF_8);
		byte[] content = ByteBuffer.allocate(1 + 2 * Long.BYTES + instanceId.length)
			.put(FORMAT)
			.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, position.createdAt()))
			.putLong(position.id())
			.put(instanceId)
			.array();
		byte[] token = ByteBuffer.allocate(SEAL + content.length)
			.put(seal(taskHub, filter, content))
			.put(content)
			.array();
		return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
	}

	/**
	 * Return the position that a token stands for.
	 * @throws IllegalArgumentException if it is not a token of a list with that filter
	 */
	static InstancePosition decode(String taskHub, OrchestrationFilter filter, String token) {
		try {
			if (token.length() <= MAX_LENGTH) {
				byte[] bytes = Base64.getUrlDecoder().decode(token);
				byte[] content = Arrays.copyOfRange(bytes, Math.min(SEAL, bytes.length), bytes.length);
				if (MessageDigest.isEqual(Arrays.copyOf(bytes, SEAL), seal(taskHub, filter, content))) {
					return position(ByteBuffer.wrap(content));
				}
			}
		}
		catch (IllegalArgumentException | BufferUnderflowException ex) {
			// answered below
		}
		throw new IllegalArgumentException(
				"The continuation token is not usable: it is damaged, or of a query with another filter");
	}

	private static InstancePosition position(ByteBuffer content) {
		if (content.get() != FORMAT) {
			throw new IllegalArgumentException("of another version");
		}
		Instant createdAt = Instant.EPOCH.plus(content.getLong(), ChronoUnit.MICROS);
		return new InstancePosition(createdAt, content.getLong(), StandardCharsets.UTF_8.decode(content).toString());
	}

	private static byte[] seal(String taskHub, OrchestrationFilter filter, byte[] content) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(content);
			digest.update(text(taskHub, filter).getBytes(StandardCharsets.UTF_8));
			return Arrays.copyOf(digest.digest(), SEAL);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

	/**
	 * Return a text that is the same for equal filters on all nodes.
	 */
	private static String text(String taskHub, OrchestrationFilter filter) {
		StringJoiner text = new StringJoiner("\0", "\0", "");
		text.add(taskHub);
		EnumSet<RuntimeStatus> statuses = EnumSet.noneOf(RuntimeStatus.class);
		statuses.addAll(filter.runtimeStatuses());
		statuses.forEach((status) -> text.add(status.name()));
		text.add("name=" + filter.name()).add("prefix=" + filter.instanceIdPrefix());
		text.add("from=" + filter.createdFrom()).add("to=" + filter.createdTo());
		for (Map.Entry<String, String> tag : new TreeMap<>(filter.tags()).entrySet()) {
			text.add(tag.getKey()).add(tag.getValue());
		}
		return text.toString();
	}

}
