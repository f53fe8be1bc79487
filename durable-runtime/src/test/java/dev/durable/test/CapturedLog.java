package dev.durable.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * What is logged below a logger while this is open, with the MDC.
 */
public final class CapturedLog implements AutoCloseable {

	private final Logger logger;

	private final Level before;

	private final Collector collector = new Collector();

	private CapturedLog(Logger logger, Level level) {
		this.logger = logger;
		this.before = logger.getLevel();
		logger.setLevel(level);
		this.collector.setContext(logger.getLoggerContext());
		this.collector.start();
		logger.addAppender(this.collector);
	}

	/**
	 * Begin to capture.
	 * @param logger the name of the logger
	 * @param level what it logs meanwhile
	 */
	public static CapturedLog of(String logger, Level level) {
		return new CapturedLog((Logger) LoggerFactory.getLogger(logger), level);
	}

	public List<ILoggingEvent> events() {
		return List.copyOf(this.collector.events);
	}

	/**
	 * Return the messages of a level, or of those above it.
	 */
	public List<String> messages(Level level) {
		return events().stream()
			.filter((event) -> event.getLevel().isGreaterOrEqual(level))
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

	public void clear() {
		this.collector.events.clear();
	}

	@Override
	public void close() {
		this.logger.detachAppender(this.collector);
		this.logger.setLevel(this.before);
		this.collector.stop();
	}

	private static final class Collector extends AppenderBase<ILoggingEvent> {

		private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

		@Override
		protected void append(ILoggingEvent event) {
			event.prepareForDeferredProcessing();
			this.events.add(event);
		}

	}

}
