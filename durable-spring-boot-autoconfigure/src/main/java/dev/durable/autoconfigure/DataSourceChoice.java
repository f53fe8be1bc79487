package dev.durable.autoconfigure;

import javax.sql.DataSource;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Chooses the data source in which orchestrations are kept.
 */
final class DataSourceChoice {

	private DataSourceChoice() {
	}

	/**
	 * Choose a data source.
	 * @param marked those with {@link DurableDataSource}
	 * @param all those of the application
	 * @throws AmbiguousDataSourceException if there are several and none is preferred
	 */
	static DataSource of(ObjectProvider<DataSource> marked, ObjectProvider<DataSource> all) {
		try {
			return marked.getIfAvailable(all::getObject);
		}
		catch (NoUniqueBeanDefinitionException ex) {
			throw new AmbiguousDataSourceException(ex);
		}
	}

}
