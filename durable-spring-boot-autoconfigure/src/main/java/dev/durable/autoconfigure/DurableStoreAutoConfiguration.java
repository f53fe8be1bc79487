package dev.durable.autoconfigure;

import javax.sql.DataSource;

import dev.durable.store.DurableStore;
import dev.durable.store.jpa.JpaDurableStore;
import org.hibernate.SessionFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the store of durable
 * orchestrations in the application's own database.
 */
@AutoConfiguration(afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnClass({ JpaDurableStore.class, SessionFactory.class, DatabaseInitializationDependencyConfigurer.class })
@ConditionalOnBooleanProperty(name = "durable.enabled", matchIfMissing = true)
@ConditionalOnBean(DataSource.class)
@EnableConfigurationProperties({ DurableProperties.class, DurableSchemaProperties.class })
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class DurableStoreAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(DurableStore.class)
	@DependsOnDatabaseInitialization
	JpaDurableStore durableStore(ObjectProvider<DataSource> dataSource,
			@DurableDataSource ObjectProvider<DataSource> durableDataSource, DurableProperties properties,
			DurableSchemaProperties schema) {
		UsableProperties.require(properties);
		return JpaDurableStore.builder(DataSourceChoice.of(durableDataSource, dataSource))
			.nodeTimeout(properties.getEngine().getNodeTimeout())
			.schemaMode(schema.getMode())
			.signals(properties.getEngine().isSignals())
			.build();
	}

	/**
	 * Looks at the connection pool.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(DataSourcePoolMetadataProvider.class)
	static class PoolConfiguration {

		@Bean
		PoolSizeCheck durablePoolSizeCheck(ObjectProvider<DataSource> dataSource,
				@DurableDataSource ObjectProvider<DataSource> durableDataSource,
				ObjectProvider<DataSourcePoolMetadataProvider> providers, ObjectProvider<JpaDurableStore> store) {
			DataSource durable = durableDataSource.getIfUnique();
			return new PoolSizeCheck((durable != null) ? durable : dataSource.getIfUnique(), providers, store);
		}

	}

}
