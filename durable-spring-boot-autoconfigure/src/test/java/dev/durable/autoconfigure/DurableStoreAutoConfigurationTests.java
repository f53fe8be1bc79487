package dev.durable.autoconfigure;

import java.util.UUID;

import javax.sql.DataSource;

import dev.durable.store.DurableStore;
import dev.durable.store.jpa.JpaDurableStore;
import dev.durable.store.jpa.SchemaOutdatedException;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DurableStoreAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class DurableStoreAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(DataSourceAutoConfiguration.class, DurableStoreAutoConfiguration.class))
		.withPropertyValues("spring.datasource.url=" + url());

	@Test
	void keepsOrchestrationsInTheDatabaseOfTheApplication() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(DurableStore.class).hasSingleBean(JpaDurableStore.class);
			assertThat(hasTables(context.getBean(DataSource.class))).isTrue();
		});
	}

	@Test
	void warnsOfAPoolThatIsTooSmall(CapturedOutput output) {
		this.runner.withPropertyValues("spring.datasource.hikari.maximum-pool-size=3")
			.run((context) -> assertThat(output).contains("The connection pool has at most 3 connections"));
	}

	@Test
	void acceptsAPoolThatIsLargeEnough(CapturedOutput output) {
		this.runner.withPropertyValues("spring.datasource.hikari.maximum-pool-size=4")
			.run((context) -> assertThat(output).doesNotContain("The connection pool has at most"));
	}

	@Test
	void backsOffWhenSwitchedOff() {
		this.runner.withPropertyValues("durable.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(DurableStore.class);
			assertThat(hasTables(context.getBean(DataSource.class))).isFalse();
		});
	}

	@Test
	void backsOffWithoutDataSource() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(DurableStoreAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DurableStore.class));
	}

	@Test
	void backsOffWithoutHibernate() {
		this.runner.withClassLoader(new FilteredClassLoader(SessionFactory.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DurableStore.class));
	}

	@Test
	void backsOffWithoutDatabaseInitialization() {
		this.runner.withClassLoader(new FilteredClassLoader(DatabaseInitializationDependencyConfigurer.class))
			.withUserConfiguration(TwoDataSourcesConfiguration.class)
			.run((context) -> assertThat(context).doesNotHaveBean(DurableStore.class));
	}

	@Test
	void backsOffFromAStoreOfTheApplication() {
		DurableStore store = mock(DurableStore.class);
		this.runner.withBean("ownStore", DurableStore.class, () -> store)
			.run((context) -> assertThat(context).getBean(DurableStore.class).isSameAs(store));
	}

	@Test
	void usesTheQualifiedDataSource() {
		this.runner.withUserConfiguration(TwoDataSourcesConfiguration.class).run((context) -> {
			assertThat(context).hasSingleBean(DurableStore.class);
			assertThat(hasTables(context.getBean("mainDataSource", DataSource.class))).isFalse();
			assertThat(hasTables(context.getBean("durableDataSource", DataSource.class))).isTrue();
		});
	}

	@Test
	void usesThePrimaryDataSource() {
		this.runner
			.withBean("first", DataSource.class, () -> new DriverManagerDataSource(url()),
					(definition) -> definition.setPrimary(true))
			.withBean("second", DataSource.class, () -> new DriverManagerDataSource(url()))
			.run((context) -> {
				assertThat(hasTables(context.getBean("first", DataSource.class))).isTrue();
				assertThat(hasTables(context.getBean("second", DataSource.class))).isFalse();
			});
	}

	@Test
	void failsWithoutTablesThatItMustNotCreate() {
		this.runner.withPropertyValues("durable.schema.mode=never").run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause().isInstanceOf(SchemaOutdatedException.class);
			assertThat(new SchemaOutdatedFailureAnalyzer().analyze(context.getStartupFailure()))
				.satisfies((analysis) -> {
					assertThat(analysis.getDescription()).contains("do not exist", "durable.schema.mode=never");
					assertThat(analysis.getAction()).contains("classpath:dev/durable/schema/h2/");
				});
		});
	}

	@Test
	void waitsForMigrationsOfTheApplication() {
		this.runner.withConfiguration(AutoConfigurations.of(FlywayAutoConfiguration.class))
			.run((context) -> assertThat(context.getBeanFactory().getBeanDefinition("durableStore").getDependsOn())
				.contains("flywayInitializer"));
	}

	private static String url() {
		return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
	}

	private static boolean hasTables(DataSource dataSource) {
		return JdbcClient.create(dataSource)
			.sql("select count(*) from information_schema.tables where lower(table_name) = 'durable_instance'")
			.query(Integer.class)
			.single() == 1;
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDataSourcesConfiguration {

		@Bean
		@Primary
		DataSource mainDataSource() {
			return new DriverManagerDataSource(url());
		}

		@Bean(defaultCandidate = false)
		@DurableDataSource
		DataSource durableDataSource() {
			return new DriverManagerDataSource(url());
		}

	}

}
