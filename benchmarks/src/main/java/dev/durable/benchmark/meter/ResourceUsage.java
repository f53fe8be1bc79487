package dev.durable.benchmark.meter;

/**
 * What the meters show at one moment, or the difference of two moments.
 *
 * @param nanos time
 * @param jvmCpuMillis processor time of this JVM
 * @param databaseCpuMillis processor time of the server's processes
 * @param transactions committed transactions by the server's statistics, to which a
 * session adds its own about once a second
 * @param writingTransactions transactions that have written, counted exactly
 * @param walBytes bytes of write-ahead log
 * @param allocatedBytes bytes of objects allocated by this JVM
 */
public record ResourceUsage(long nanos, double jvmCpuMillis, double databaseCpuMillis, double transactions,
		double writingTransactions, double walBytes, double allocatedBytes) {

	/**
	 * Return what was used since.
	 * @param earlier an earlier moment
	 * @return the difference
	 */
	public ResourceUsage since(ResourceUsage earlier) {
		return new ResourceUsage(this.nanos - earlier.nanos, this.jvmCpuMillis - earlier.jvmCpuMillis,
				this.databaseCpuMillis - earlier.databaseCpuMillis, this.transactions - earlier.transactions,
				this.writingTransactions - earlier.writingTransactions, this.walBytes - earlier.walBytes,
				this.allocatedBytes - earlier.allocatedBytes);
	}

	public double seconds() {
		return this.nanos / 1e9;
	}

	/**
	 * Add what one of many units has used.
	 * @param measurement what to add it to
	 * @param units how many units this usage is of
	 */
	public void addPerUnit(Measurement measurement, double units) {
		measurement.put("jvm-cpu-ms", this.jvmCpuMillis / units)
			.put("db-cpu-ms", this.databaseCpuMillis / units)
			.put("transactions", this.transactions / units)
			.put("writing-transactions", this.writingTransactions / units)
			.put("wal-bytes", this.walBytes / units)
			.put("allocated-bytes", this.allocatedBytes / units);
	}

}
