package dev.durable.autoconfigure;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadata;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;

/**
 * Warns at start when the connection pool is too small: heartbeat and committer keep a
 * connection each, and claims and the application need some besides.
 */
final class PoolSizeCheck implements SmartInitializingSingleton {

	static final int SMALLEST = 4;

	private static final Logger logger = LoggerFactory.getLogger(PoolSizeCheck.class);

	private final @Nullable DataSource dataSource;

	private final ObjectProvider<DataSourcePoolMetadataProvider> providers;

	PoolSizeCheck(@Nullable DataSource dataSource, ObjectProvider<DataSourcePoolMetadataProvider> providers) {
		this.dataSource = dataSource;
		this.providers = providers;
	}

	@Override
	public void afterSingletonsInstantiated() {
		DataSource checked = this.dataSource;
		if (checked == null) {
			return;
		}
		this.providers.orderedStream().forEach((provider) -> {
			DataSourcePoolMetadata pool = provider.getDataSourcePoolMetadata(checked);
			Integer max = (pool != null) ? pool.getMax() : null;
			if (max != null && max >= 0 && max < SMALLEST) {
				logger.warn("The connection pool has at most {} connections, but durable orchestrations keep two for "
						+ "themselves: give it at least {}, with Hikari by spring.datasource.hikari.maximum-pool-size",
						max, SMALLEST);
			}
		});
	}

}
