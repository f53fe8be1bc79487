package dev.durable.engine;

import java.util.Map;

import dev.durable.StartOptions;
import dev.durable.TaskFailedException;
import dev.durable.history.TaskCompleted;
import dev.durable.history.TaskFailed;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Engine contract: activities that commit with their results and write with an
 * {@code EntityManager}.
 */
class TransactionalJpaActivityIntegrationTests extends EngineContractTests {

	private EntityManagerFactory entityManagerFactory;

	private EntityManager entityManager;

	private String id;

	@BeforeEach
	void setUp() {
		LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
		factory.setDataSource(dataSource());
		factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
		factory.setManagedTypes(PersistenceManagedTypes.of(Booking.class.getName()));
		factory.setJpaPropertyMap(Map.of("hibernate.hbm2ddl.auto", "create-drop"));
		factory.afterPropertiesSet();
		this.entityManagerFactory = factory.getObject();
		this.entityManager = SharedEntityManagerCreator.createSharedEntityManager(this.entityManagerFactory);
		this.id = "booking of " + taskHub();
		this.code.transactionalActivity("Book", String.class, (context, input) -> {
			this.entityManager.persist(new Booking((String) input));
			return "booked " + input;
		}).transactionalActivity("BookBoth", String.class, (context, input) -> {
			this.entityManager.persist(new Booking((String) input));
			this.entityManager.flush();
			jdbc().sql("update jpa_booking set note = 'by jdbc' where id = ?").param(input).update();
			return "booked " + input;
		});
		this.code.orchestrator("Books", String.class, (context, input) -> {
			try {
				return context.callActivity("Book", input, String.class).await();
			}
			catch (TaskFailedException ex) {
				return "failed";
			}
		});
		this.code.orchestrator("BooksBoth", String.class,
				(context, input) -> context.callActivity("BookBoth", input, String.class).await());
	}

	@AfterEach
	void tearDown() {
		stopEngines();
		this.entityManagerFactory.close();
	}

	@Override
	PlatformTransactionManager transactionManager() {
		return new JpaTransactionManager(this.entityManagerFactory);
	}

	@Test
	void entitiesAndResultCommitTogether() {
		startEngine();
		client().start("Books", "a", StartOptions.instanceId(this.id));
		assertThat(output(this.id)).isEqualTo("\"booked a\"");
		assertThat(bookings()).isOne();
		assertThat(this.code.runs(this.id)).isOne();
	}

	@Test
	void aConstraintThatIsViolatedAtTheFlushIsAFailure() {
		startEngine();
		client().start("Books", "a", StartOptions.instanceId(this.id));
		output(this.id);
		String other = "other " + this.id;
		client().start("Books", "a", StartOptions.instanceId(other));
		assertThat(output(other)).isEqualTo("\"failed\"");
		assertThat(recorded(other, TaskFailed.class)).isOne();
		assertThat(recorded(other, TaskCompleted.class)).isZero();
		assertThat(this.code.runs(other)).as("no second try").isOne();
		assertThat(bookings()).isOne();
	}

	@Test
	void jdbcAndEntitiesShareTheTransaction() {
		startEngine();
		client().start("BooksBoth", "a", StartOptions.instanceId(this.id));
		assertThat(output(this.id)).isEqualTo("\"booked a\"");
		assertThat(this.entityManager.find(Booking.class, "a").note).isEqualTo("by jdbc");
	}

	private long bookings() {
		return this.entityManager.createQuery("select count(b) from Booking b", Long.class).getSingleResult();
	}

	/**
	 * An entity of the application.
	 */
	@Entity(name = "Booking")
	@Table(name = "jpa_booking")
	static class Booking {

		@Id
		private String id;

		private String note;

		protected Booking() {
		}

		Booking(String id) {
			this.id = id;
		}

	}

}
