package dev.durable.web;

import java.time.Duration;
import java.util.function.LongSupplier;

import org.slf4j.Logger;

/**
 * Tells people of requests that could not be served because the database was not there:
 * of one every ten seconds, and how many there were besides.
 */
final class UnavailableLog {

	private static final long QUIET = Duration.ofSeconds(10).toNanos();

	private final Logger logger;

	private final LongSupplier nanoTime;

	private long untold;

	private boolean toldEver;

	private long toldAt;

	UnavailableLog(Logger logger, LongSupplier nanoTime) {
		this.logger = logger;
		this.nanoTime = nanoTime;
	}

	synchronized void failed(String method, String uri, Throwable failure) {
		long now = this.nanoTime.getAsLong();
		if (this.toldEver && now - this.toldAt < QUIET) {
			this.untold++;
			this.logger.debug("{} {} could not be served", method, uri, failure);
			return;
		}
		this.toldEver = true;
		this.toldAt = now;
		long others = this.untold;
		this.untold = 0;
		this.logger.warn("{} {} could not be served, and {} other requests before: {}", method, uri, others,
				failure.toString());
	}

}
