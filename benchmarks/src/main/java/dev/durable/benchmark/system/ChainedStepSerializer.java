package dev.durable.benchmark.system;

import java.nio.charset.StandardCharsets;

import com.github.kagkarlsson.scheduler.serializer.Serializer;

/**
 * Writes a {@link ChainedStep} as a number, a space and a text: less than Java's
 * serialization would be.
 */
final class ChainedStepSerializer implements Serializer {

	@Override
	public byte[] serialize(Object data) {
		ChainedStep step = (ChainedStep) data;
		return (step.remaining() + " " + step.payload()).getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public <T> T deserialize(Class<T> type, byte[] serialized) {
		String[] parts = new String(serialized, StandardCharsets.UTF_8).split(" ", 2);
		return type.cast(new ChainedStep(Integer.parseInt(parts[0]), parts[1]));
	}

}
