package dev.durable.autoconfigure;

import java.util.Arrays;

import dev.durable.store.UnusableTransactionManagerException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Finds the application's transaction managers, when they are first needed: they may
 * depend on beans that depend on the engine.
 */
final class ApplicationTransactionManagers {

	private final ListableBeanFactory beanFactory;

	ApplicationTransactionManagers(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Find a transaction manager.
	 * @param name its name or qualifier, empty for the only or primary one
	 */
	PlatformTransactionManager find(String name) {
		if (!name.isEmpty()) {
			return findQualified(name);
		}
		PlatformTransactionManager found = this.beanFactory.getBeanProvider(PlatformTransactionManager.class)
			.getIfUnique();
		if (found == null) {
			String[] names = this.beanFactory.getBeanNamesForType(PlatformTransactionManager.class);
			throw missing((names.length == 0) ? "no transaction manager"
					: "several transaction managers and none is primary: " + Arrays.toString(names), null);
		}
		return found;
	}

	private PlatformTransactionManager findQualified(String name) {
		try {
			return BeanFactoryAnnotationUtils.qualifiedBeanOfType(this.beanFactory, PlatformTransactionManager.class,
					name);
		}
		catch (NoSuchBeanDefinitionException ex) {
			throw missing("no transaction manager '" + name + "'", ex);
		}
	}

	private static UnusableTransactionManagerException missing(String what, @Nullable Throwable cause) {
		return new UnusableTransactionManagerException("There are transactional activities, but " + what + ".",
				"Declare a JpaTransactionManager or DataSourceTransactionManager of the DataSource in which "
						+ "orchestrations are kept (Spring Boot does so unless there is another transaction manager), "
						+ "and mark it as @Primary or name it with @Activity(transactionManager = ..).",
				cause);
	}

}
