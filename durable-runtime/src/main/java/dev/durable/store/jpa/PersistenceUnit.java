package dev.durable.store.jpa;

import javax.sql.DataSource;

import jakarta.persistence.SharedCacheMode;
import jakarta.persistence.ValidationMode;
import org.hibernate.SessionFactory;
import org.hibernate.boot.model.naming.ImplicitNamingStrategyJpaCompliantImpl;
import org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/**
 * The persistence unit {@code durable}. It has nothing of the application's: whatever
 * {@code hibernate.properties} or {@code orm.xml} may say is overridden.
 */
final class PersistenceUnit {

	private static final String NAME = "durable";

	private PersistenceUnit() {
	}

	static SessionFactory create(DataSource dataSource, Database database) {
		ProductVersion version = database.version();
		HibernatePersistenceConfiguration configuration = new HibernatePersistenceConfiguration(NAME);
		configuration.managedClasses(InstanceEntity.class, TurnEntity.class, NodeEntity.class);
		configuration.sharedCacheMode(SharedCacheMode.NONE);
		configuration.validationMode(ValidationMode.NONE);
		configuration.xmlMappings(false);
		configuration.property(AvailableSettings.TC_CLASSLOADER, "before");
		configuration.property(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, dataSource);
		configuration.property(AvailableSettings.JAKARTA_HBM2DDL_DB_NAME, version.product());
		configuration.property(AvailableSettings.JAKARTA_HBM2DDL_DB_MAJOR_VERSION, version.major());
		configuration.property(AvailableSettings.JAKARTA_HBM2DDL_DB_MINOR_VERSION, version.minor());
		configuration.property(AvailableSettings.ALLOW_METADATA_ON_BOOT, false);
		configuration.property(AvailableSettings.HBM2DDL_AUTO, "none");
		configuration.property(AvailableSettings.JAKARTA_HBM2DDL_DATABASE_ACTION, "none");
		configuration.property(AvailableSettings.PHYSICAL_NAMING_STRATEGY, PhysicalNamingStrategyStandardImpl.INSTANCE);
		configuration.property(AvailableSettings.IMPLICIT_NAMING_STRATEGY,
				ImplicitNamingStrategyJpaCompliantImpl.INSTANCE);
		configuration.property(AvailableSettings.GLOBALLY_QUOTED_IDENTIFIERS, false);
		configuration.property(AvailableSettings.JDBC_TIME_ZONE, "UTC");
		configuration.property(AvailableSettings.STATEMENT_BATCH_SIZE, 64);
		configuration.property(AvailableSettings.IN_CLAUSE_PARAMETER_PADDING, true);
		configuration.property(AvailableSettings.USE_SECOND_LEVEL_CACHE, false);
		configuration.property(AvailableSettings.USE_QUERY_CACHE, false);
		configuration.property(AvailableSettings.GENERATE_STATISTICS, false);
		configuration.property(AvailableSettings.SESSION_FACTORY_NAME_IS_JNDI, false);
		// Whoever is told of a failure logs it, once and not each time
		configuration.property(AvailableSettings.LOG_JDBC_ERRORS, false);
		return create(configuration);
	}

	/**
	 * Have the entities loaded by the class loader of this class. Hibernate asks those
	 * that it is given in no order, but that of the thread first.
	 */
	private static SessionFactory create(HibernatePersistenceConfiguration configuration) {
		Thread thread = Thread.currentThread();
		ClassLoader original = thread.getContextClassLoader();
		thread.setContextClassLoader(PersistenceUnit.class.getClassLoader());
		try {
			return configuration.createEntityManagerFactory();
		}
		finally {
			thread.setContextClassLoader(original);
		}
	}

}
