package dev.durable.autoconfigure;

import javax.sql.DataSource;

import dev.durable.store.jpa.JpaDurableStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadata;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;

/**
 * Warns at start when the connection pool is too small: heartbeat, committer and, on
 * PostgreSQL, the signals of other nodes keep a connection each, and claims and the
 * application need some besides.
 */
final class PoolSizeCheck implements SmartInitializingSingleton {

	private static final int FOR_OTHERS = 2;

	private static final Logger logger = LoggerFactory.getLogger(PoolSizeCheck.class);

	private final @Nullable DataSource dataSource;

	private final ObjectProvider<DataSourcePoolMetadataProvider> providers;

	private final ObjectProvider<JpaDurableStore> store;

	PoolSizeCheck(@Nullable DataSource dataSource, ObjectProvider<DataSourcePoolMetadataProvider> providers,
			ObjectProvider<JpaDurableStore> store) {
		this.dataSource = dataSource;
		this.store = store;
		this.providers = providers;
	}

	@Override
	public void afterSingletonsInstantiated() {
		DataSource checked = this.dataSource;
		JpaDurableStore checkedStore = this.store.getIfAvailable();
		if (checked == null || checkedStore == null) {
			return;
		}
		int kept = checkedStore.keptConnections();
		int smallest = kept + FOR_OTHERS;
		this.providers.orderedStream().forEach((provider) -> {
			DataSourcePoolMetadata pool = provider.getDataSourcePoolMetadata(checked);
			Integer max = (pool != null) ? pool.getMax() : null;
			if (max != null && max >= 0 && max < smallest) {
				logger.warn("The connection pool has at most {} connections, but durable orchestrations keep {} for "
						+ "themselves: give it at least {}, with Hikari by spring.datasource.hikari.maximum-pool-size",
						max, kept, smallest);
			}
		});
	}

}
