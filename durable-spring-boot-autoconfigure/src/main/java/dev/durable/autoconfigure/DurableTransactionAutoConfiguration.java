package dev.durable.autoconfigure;

import dev.durable.store.TransactionalCommits;
import dev.durable.store.jpa.JpaDurableStore;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for activities that commit in
 * transactions of the application's own transaction managers.
 */
@AutoConfiguration(after = DurableStoreAutoConfiguration.class)
@ConditionalOnClass(JpaDurableStore.class)
@ConditionalOnBooleanProperty(name = "durable.enabled", matchIfMissing = true)
@ConditionalOnBean(JpaDurableStore.class)
public final class DurableTransactionAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	TransactionalCommits durableTransactionalCommits(JpaDurableStore store, ListableBeanFactory beanFactory) {
		return store.transactionalCommits(new ApplicationTransactionManagers(beanFactory)::find);
	}

}
