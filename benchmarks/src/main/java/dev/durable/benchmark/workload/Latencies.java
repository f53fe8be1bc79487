package dev.durable.benchmark.workload;

import java.util.Arrays;

/**
 * Times that something took, in the order in which they are added.
 */
final class Latencies {

	private long[] nanos = new long[1024];

	private int size;

	synchronized void add(long nanos) {
		if (this.size == this.nanos.length) {
			this.nanos = Arrays.copyOf(this.nanos, this.size * 2);
		}
		this.nanos[this.size++] = nanos;
	}

	synchronized void clear() {
		this.size = 0;
	}

	synchronized int size() {
		return this.size;
	}

	/**
	 * Return those that are there now.
	 */
	synchronized Latencies copy() {
		Latencies copy = new Latencies();
		copy.nanos = Arrays.copyOf(this.nanos, this.nanos.length);
		copy.size = this.size;
		return copy;
	}

	/**
	 * Return a percentile.
	 * @param percent 50 for the median
	 * @return milliseconds, or {@code NaN} if there is no time
	 */
	synchronized double percentileMillis(double percent) {
		if (this.size == 0) {
			return Double.NaN;
		}
		long[] sorted = Arrays.copyOf(this.nanos, this.size);
		Arrays.sort(sorted);
		return sorted[(int) Math.min(this.size - 1L, Math.round(this.size * percent / 100))] / 1e6;
	}

}
