package dev.durable.benchmark.workload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;

import dev.durable.benchmark.system.ActivityBody;
import dev.durable.benchmark.system.Payload;

/**
 * Activities that write to a file, outside of all systems, that they have run. Payloads
 * begin with the name of the orchestration and the number of the step.
 */
final class StepLog implements ActivityBody {

	private final Path file;

	private final FileChannel channel;

	StepLog(Path file) throws IOException {
		this.file = file;
		this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

	static String key(String orchestration, int step) {
		return orchestration + ":" + step;
	}

	@Override
	public String perform(String payload) {
		String key = payload.substring(0, payload.indexOf('.'));
		try {
			this.channel.write(ByteBuffer.wrap((key + "\n").getBytes(StandardCharsets.UTF_8)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		int colon = key.lastIndexOf(':');
		return Payload.of(key(key.substring(0, colon), Integer.parseInt(key.substring(colon + 1)) + 1));
	}

	/** Return how many activities have run. */
	int runs() throws IOException {
		return lines().size();
	}

	/** Return how many activities have run that had run before. */
	int repeated() throws IOException {
		List<String> lines = lines();
		return lines.size() - new HashSet<>(lines).size();
	}

	private List<String> lines() throws IOException {
		return Files.readAllLines(this.file);
	}

}
