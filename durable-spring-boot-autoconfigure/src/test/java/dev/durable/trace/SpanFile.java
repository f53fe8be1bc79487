package dev.durable.trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;

/**
 * Writes spans to a file, each at once, so that a process can be killed at any time.
 */
final class SpanFile implements SpanExporter {

	static final String PROPERTY = "traced.spans";

	private final Path file;

	private SpanFile(Path file) {
		this.file = file;
	}

	@Override
	public synchronized CompletableResultCode export(Collection<SpanData> spans) {
		try {
			for (SpanData span : spans) {
				Files.writeString(this.file, WrittenSpan.of(span).line(), StandardOpenOption.CREATE,
						StandardOpenOption.APPEND);
			}
			return CompletableResultCode.ofSuccess();
		}
		catch (IOException ex) {
			return CompletableResultCode.ofExceptionalFailure(ex);
		}
	}

	@Override
	public CompletableResultCode flush() {
		return CompletableResultCode.ofSuccess();
	}

	@Override
	public CompletableResultCode shutdown() {
		return CompletableResultCode.ofSuccess();
	}

	@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
	static class Configuration {

		@Bean
		SpanProcessor fileSpanProcessor(@Value("${" + PROPERTY + "}") Path file) {
			return SimpleSpanProcessor.create(new SpanFile(file));
		}

	}

}
