package dev.durable.autoconfigure;

import java.util.Collection;
import java.util.List;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;

/**
 * There are several data sources, and nothing says in which of them orchestrations are to
 * be kept.
 */
final class AmbiguousDataSourceException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<String> names;

	/**
	 * Create the exception.
	 * @param cause what names the data sources
	 */
	AmbiguousDataSourceException(NoUniqueBeanDefinitionException cause) {
		super("Orchestrations could be kept in any of several data sources", cause);
		Collection<String> found = cause.getBeanNamesFound();
		this.names = (found != null) ? List.copyOf(found) : List.of();
	}

	/**
	 * Return the names of the data sources.
	 */
	List<String> names() {
		return this.names;
	}

}
