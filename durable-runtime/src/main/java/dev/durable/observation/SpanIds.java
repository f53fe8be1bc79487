package dev.durable.observation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import dev.durable.TraceContext;

/**
 * Ids of the spans of an orchestration, derived from what every node knows of it: so a
 * span has an id before it is emitted, by whichever node that will be. Two instances of
 * one trace get different ids, because each was created under a span of its own, and so
 * do the runs of one instance between which it was rewound.
 */
final class SpanIds {

	private static final int LENGTH = 8;

	private static final MessageDigest SHA_256 = newSha256();

	private SpanIds() {
	}

	/**
	 * Return the id of the span of an orchestration, of all its generations.
	 */
	static String ofOrchestration(ObservedInstance instance) {
		return hash(run(instance));
	}

	/**
	 * Return the id of the span of a task, of all its attempts.
	 */
	static String ofTask(ObservedInstance instance, int taskId) {
		return hash(run(instance) + ":" + instance.generation() + ":" + taskId);
	}

	private static String run(ObservedInstance instance) {
		TraceContext trace = instance.trace();
		String run = trace.spanId() + ":" + instance.id();
		return (instance.rewinds() > 0) ? run + ":rewound" + instance.rewinds() : run;
	}

	private static String hash(String value) {
		byte[] digest = sha256().digest(value.getBytes(StandardCharsets.US_ASCII));
		String id = HexFormat.of().formatHex(digest, 0, LENGTH);
		return "0".repeat(2 * LENGTH).equals(id) ? "0".repeat(2 * LENGTH - 1) + "1" : id;
	}

	/**
	 * To clone a digest is much cheaper than to look for its provider.
	 */
	private static MessageDigest sha256() {
		try {
			return (MessageDigest) SHA_256.clone();
		}
		catch (CloneNotSupportedException ex) {
			return newSha256();
		}
	}

	private static MessageDigest newSha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

}
