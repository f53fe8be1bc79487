package dev.durable.autoconfigure;

import java.time.Duration;
import java.util.UUID;

import javax.sql.DataSource;

import dev.durable.Activity;
import dev.durable.OrchestrationClient;
import dev.durable.OrchestrationContext;
import dev.durable.OrchestrationStatus;
import dev.durable.Orchestrator;
import dev.durable.store.TransactionalCommits;
import dev.durable.store.UnusableTransactionManagerException;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DurableTransactionAutoConfiguration}.
 */
class DurableTransactionAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
				JdbcClientAutoConfiguration.class, DurableStoreAutoConfiguration.class,
				DurableTransactionAutoConfiguration.class, DurableTraceAutoConfiguration.class,
				DurableEngineAutoConfiguration.class))
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");

	private final ApplicationContextRunner jdbc = this.runner
		.withConfiguration(AutoConfigurations.of(DataSourceTransactionManagerAutoConfiguration.class));

	@Test
	void runsTransactionalActivitiesWithTheManagerOfJdbc() {
		this.jdbc.withUserConfiguration(Transactional.class).run(DurableTransactionAutoConfigurationTests::assertRuns);
	}

	@Test
	void runsTransactionalActivitiesWithTheManagerOfJpa() {
		this.runner.withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
			.withUserConfiguration(Transactional.class)
			.run(DurableTransactionAutoConfigurationTests::assertRuns);
	}

	@Test
	void runsWithTheManagerThatTheActivityNames() {
		this.runner.withUserConfiguration(OtherManager.class, MyManager.class, Named.class)
			.run(DurableTransactionAutoConfigurationTests::assertRuns);
	}

	@Test
	void needsNoManagerWithoutTransactionalActivities() {
		this.runner.withUserConfiguration(GreetingConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(TransactionalCommits.class));
	}

	@Test
	void failsWithoutManager() {
		this.runner.withUserConfiguration(Transactional.class)
			.run((context) -> assertFailure(context.getStartupFailure(), "but no transaction manager"));
	}

	@Test
	void failsWithSeveralManagers() {
		this.runner.withUserConfiguration(OtherManager.class, MyManager.class, Transactional.class)
			.run((context) -> assertFailure(context.getStartupFailure(), "several transaction managers"));
	}

	@Test
	void failsWithTheManagerOfAnotherDatabase() {
		this.runner.withUserConfiguration(OtherManager.class, Transactional.class)
			.run((context) -> assertFailure(context.getStartupFailure(), "does not work on the DataSource"));
	}

	@Test
	void failsWhenTheNamedManagerIsMissing() {
		this.jdbc.withUserConfiguration(Named.class)
			.run((context) -> assertFailure(context.getStartupFailure(), "no transaction manager 'mine'"));
	}

	@Test
	void backsOffForTheUsersOwn() {
		TransactionalCommits own = mock(TransactionalCommits.class);
		this.jdbc.withBean(TransactionalCommits.class, () -> own)
			.run((context) -> assertThat(context.getBean(TransactionalCommits.class)).isSameAs(own));
	}

	@Test
	void backsOffWhenSwitchedOff() {
		this.jdbc.withPropertyValues("durable.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TransactionalCommits.class));
	}

	private static void assertRuns(ApplicationContext context) {
		OrchestrationClient client = context.getBean(OrchestrationClient.class);
		OrchestrationStatus status = client.waitForCompletion(client.start("Sign", "Ada"), Duration.ofSeconds(20));
		assertThat(status.output(String.class)).isEqualTo("signed by Ada");
		assertThat(context.getBean(JdbcClient.class).sql("select name from guest").query(String.class).list())
			.containsExactly("Ada");
	}

	private static void assertFailure(Throwable failure, String description) {
		FailureAnalysis analysis = new UnusableTransactionManagerFailureAnalyzer().analyze(failure);
		assertThat(analysis.getCause()).isInstanceOf(UnusableTransactionManagerException.class);
		assertThat(analysis.getDescription()).contains(description);
		assertThat(analysis.getAction()).contains("@Activity(transactionManager");
	}

	static class Guests {

		private final JdbcClient jdbc;

		Guests(JdbcClient jdbc) {
			this.jdbc = jdbc;
			jdbc.sql("create table if not exists guest (name varchar(100))").update();
		}

		String write(String name) {
			assertThat(TransactionSynchronizationManager.isActualTransactionActive()).isTrue();
			this.jdbc.sql("insert into guest values (?)").param(name).update();
			return "signed by " + name;
		}

		@Orchestrator("Sign")
		String sign(OrchestrationContext context, String name) {
			return context.callActivity("SignBook", name, String.class).await();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Transactional extends Guests {

		Transactional(JdbcClient jdbc) {
			super(jdbc);
		}

		@Activity(value = "SignBook", transactional = true)
		String signBook(String name) {
			return write(name);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Named extends Guests {

		Named(JdbcClient jdbc) {
			super(jdbc);
		}

		@Activity(value = "SignBook", transactional = true, transactionManager = "mine")
		String signBook(String name) {
			return write(name);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MyManager {

		@Bean
		PlatformTransactionManager mine(DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherManager {

		@Bean
		PlatformTransactionManager other() {
			return new DataSourceTransactionManager(
					new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1"));
		}

	}

}
