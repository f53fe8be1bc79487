package dev.durable.autoconfigure;

import java.time.Duration;
import java.util.UUID;

import javax.sql.DataSource;

import dev.durable.OrchestrationClient;
import dev.durable.StartOptions;
import dev.durable.autoconfigure.app.Customer;
import dev.durable.autoconfigure.app.CustomerRepository;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.metamodel.EntityType;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.support.OpenEntityManagerInViewInterceptor;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests that an application's own use of its database and ours do not meet.
 */
class DatabaseIsolationTests {

	private static final AutoConfigurations DURABLE = AutoConfigurations.of(DurableStoreAutoConfiguration.class,
			DurableTraceAutoConfiguration.class, DurableEngineAutoConfiguration.class,
			DurableManagementAutoConfiguration.class);

	private static final AutoConfigurations JDBC = AutoConfigurations.of(DataSourceAutoConfiguration.class,
			DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class);

	private static final AutoConfigurations JPA = AutoConfigurations.of(HibernateJpaAutoConfiguration.class,
			DataJpaRepositoriesAutoConfiguration.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(JDBC)
		.withConfiguration(DURABLE)
		.withUserConfiguration(GreetingConfiguration.class)
		.withPropertyValues("spring.datasource.url=" + url());

	@Test
	void bringsNoJpaToAnApplicationWithoutIt() {
		new WebApplicationContextRunner().withConfiguration(JDBC)
			.withConfiguration(DURABLE)
			.withUserConfiguration(GreetingConfiguration.class)
			.withPropertyValues("spring.datasource.url=" + url())
			.run((context) -> {
				assertThat(context).hasNotFailed()
					.doesNotHaveBean(EntityManagerFactory.class)
					.doesNotHaveBean(OpenEntityManagerInViewInterceptor.class)
					.hasSingleBean(PlatformTransactionManager.class);
				runs(context);
			});
	}

	@Test
	void joinsTransactionsOfAnApplicationWithJdbcOnly() {
		this.runner.run((context) -> {
			JdbcClient jdbc = JdbcClient.create(context.getBean(DataSource.class));
			jdbc.sql("create table note (text varchar(100))").update();
			joins(context, () -> jdbc.sql("insert into note values ('a')").update());
			assertThat(jdbc.sql("select count(*) from note").query(Integer.class).single()).isEqualTo(1);
		});
	}

	@Test
	void leavesTheEntitiesAndRepositoriesOfTheApplicationAlone() {
		this.runner.withConfiguration(JPA)
			.withUserConfiguration(ScanningConfiguration.class)
			.withPropertyValues("spring.jpa.hibernate.ddl-auto=create-drop",
					"spring.jpa.properties.hibernate.globally_quoted_identifiers=true",
					"spring.jpa.properties.hibernate.default_schema=PUBLIC")
			.run((context) -> {
				assertThat(context).hasSingleBean(EntityManagerFactory.class);
				assertThat(context.getBean(EntityManagerFactory.class).getMetamodel().getEntities())
					.extracting(EntityType::getJavaType)
					.satisfiesExactly((type) -> assertThat(type).isEqualTo(Customer.class));
				CustomerRepository customers = context.getBean(CustomerRepository.class);
				joins(context, () -> customers.save(new Customer(1L, "Ada")));
				assertThat(customers.count()).isEqualTo(1);
			});
	}

	@Test
	void outlivesTheTablesOfTheApplication() {
		String url = url();
		for (int i = 0; i < 2; i++) {
			int run = i;
			this.runner.withConfiguration(JPA)
				.withUserConfiguration(ScanningConfiguration.class)
				.withPropertyValues("spring.datasource.url=" + url, "spring.jpa.hibernate.ddl-auto=create-drop")
				.run((context) -> {
					runs(context);
					JdbcClient jdbc = JdbcClient.create(context.getBean(DataSource.class));
					assertThat(jdbc.sql("select count(*) from durable_instance").query(Integer.class).single())
						.isEqualTo(run + 1);
				});
		}
	}

	@Test
	void worksBesideAnEntityManagerFactoryBuiltByHand() {
		this.runner.withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
			.withUserConfiguration(HandmadeConfiguration.class)
			.withPropertyValues("spring.jpa.hibernate.ddl-auto=validate")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeansOfType(EntityManagerFactory.class)).hasSize(2);
				runs(context);
			});
	}

	@Test
	void worksBesideFlyway() {
		this.runner.withConfiguration(AutoConfigurations.of(FlywayAutoConfiguration.class)).run((context) -> {
			assertThat(context).hasNotFailed();
			runs(context);
		});
	}

	@Test
	void joinsTransactionsOfItsOwnDataSourceOnly() {
		this.runner.withUserConfiguration(TwoDataSourcesConfiguration.class).run((context) -> {
			runs(context);
			OrchestrationClient client = context.getBean(OrchestrationClient.class);
			TransactionTemplate other = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
			JdbcClient jdbc = JdbcClient.create(context.getBean("mainDataSource", DataSource.class));
			assertThatIllegalStateException().isThrownBy(() -> other.executeWithoutResult((status) -> {
				jdbc.sql("select 1").query(Integer.class).single();
				client.start("Greet", "Ada");
			}));
		});
	}

	private static void runs(ApplicationContext context) {
		OrchestrationClient client = context.getBean(OrchestrationClient.class);
		assertThat(client.waitForCompletion(client.start("Greet", "Ada"), Duration.ofSeconds(20)).output(String.class))
			.isEqualTo("Hello Ada!");
	}

	private static void joins(ApplicationContext context, Runnable write) {
		OrchestrationClient client = context.getBean(OrchestrationClient.class);
		TransactionTemplate transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
		transaction.executeWithoutResult((status) -> {
			write.run();
			client.start("Greet", "Ada", StartOptions.instanceId("rolled-back"));
			status.setRollbackOnly();
		});
		assertThat(client.status("rolled-back")).isEmpty();
		transaction.executeWithoutResult((status) -> {
			write.run();
			client.start("Greet", "Ada", StartOptions.instanceId("committed"));
		});
		assertThat(client.waitForCompletion("committed", Duration.ofSeconds(20)).output(String.class))
			.isEqualTo("Hello Ada!");
	}

	private static String url() {
		return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
	}

	@Configuration(proxyBeanMethods = false)
	@EntityScan(basePackageClasses = Customer.class)
	@EnableJpaRepositories(basePackageClasses = Customer.class)
	static class ScanningConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class HandmadeConfiguration {

		@Bean
		@Primary
		LocalContainerEntityManagerFactoryBean firstUnit(DataSource dataSource) {
			return unit(dataSource, "first");
		}

		@Bean
		LocalContainerEntityManagerFactoryBean secondUnit(DataSource dataSource) {
			return unit(dataSource, "second");
		}

		private static LocalContainerEntityManagerFactoryBean unit(DataSource dataSource, String name) {
			LocalContainerEntityManagerFactoryBean unit = new LocalContainerEntityManagerFactoryBean();
			unit.setDataSource(dataSource);
			unit.setPersistenceUnitName(name);
			unit.setPackagesToScan(Customer.class.getPackageName());
			unit.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
			return unit;
		}

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
