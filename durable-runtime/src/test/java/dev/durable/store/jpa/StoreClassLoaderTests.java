package dev.durable.store.jpa;

import java.util.UUID;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.OverridingClassLoader;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the store opens whatever the class loader of the thread is, as with the
 * development tools of Spring Boot, which have one of their own for what may change.
 */
class StoreClassLoaderTests {

	private final ClassLoader original = Thread.currentThread().getContextClassLoader();

	private final DataSource dataSource = new DriverManagerDataSource(
			"jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");

	@AfterEach
	void restoreClassLoader() {
		Thread.currentThread().setContextClassLoader(this.original);
	}

	@Test
	void opensFromAJarBelowTheClassLoaderOfTheThread() {
		Thread.currentThread().setContextClassLoader(new ClassLoader(this.original) {
		});
		try (JpaDurableStore store = JpaDurableStore.builder(this.dataSource).build()) {
			assertThat(store.nodes().nodes()).isEmpty();
		}
	}

	@Test
	void opensFromTheClassLoaderOfTheThread() throws Exception {
		ClassLoader restarted = new ChangingClassLoader(this.original);
		Thread.currentThread().setContextClassLoader(restarted);
		Class<?> type = restarted.loadClass(JpaDurableStore.class.getName());
		assertThat(type).isNotSameAs(JpaDurableStore.class);
		Object builder = type.getMethod("builder", DataSource.class).invoke(null, this.dataSource);
		try (AutoCloseable store = (AutoCloseable) builder.getClass().getMethod("build").invoke(builder)) {
			assertThat(store).isInstanceOf(type);
		}
	}

	/**
	 * Has the classes of Durable from where its parent has them, too.
	 */
	private static final class ChangingClassLoader extends OverridingClassLoader {

		ChangingClassLoader(ClassLoader parent) {
			super(parent);
		}

		@Override
		protected boolean isEligibleForOverriding(String className) {
			return className.startsWith("dev.durable.");
		}

	}

}
