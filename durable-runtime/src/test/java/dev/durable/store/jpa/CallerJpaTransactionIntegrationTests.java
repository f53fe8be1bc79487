package dev.durable.store.jpa;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.durable.store.CommitStore;
import dev.durable.store.NewInstance;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for joining transactions of an application's own {@code EntityManagerFactory}.
 */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class CallerJpaTransactionIntegrationTests {

	@Parameter
	TestDatabase database;

	private StoreFixture fixture;

	private EntityManagerFactory entityManagerFactory;

	private EntityManager entityManager;

	private TransactionTemplate transaction;

	@BeforeEach
	void setUp() {
		this.fixture = StoreFixture.shared(this.database);
		LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
		factory.setDataSource(this.fixture.dataSource);
		factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
		factory.setManagedTypes(PersistenceManagedTypes.of(Business.class.getName()));
		factory.setJpaPropertyMap(Map.of("hibernate.hbm2ddl.auto", "create-drop"));
		factory.afterPropertiesSet();
		this.entityManagerFactory = factory.getObject();
		this.entityManager = SharedEntityManagerCreator.createSharedEntityManager(this.entityManagerFactory);
		this.transaction = new TransactionTemplate(new JpaTransactionManager(this.entityManagerFactory));
	}

	@AfterEach
	void tearDown() {
		this.entityManagerFactory.close();
	}

	@Test
	void businessAndInstanceCommitTogether() {
		NewInstance start = this.fixture.instance(StoreFixture.uniqueId(), false);
		List<String> calls = new ArrayList<>();
		this.transaction.executeWithoutResult((status) -> {
			this.entityManager.persist(new Business("1"));
			assertThat(this.fixture.store.instances().isInCallerTransaction()).isTrue();
			this.fixture.store.instances().insert(start, () -> calls.add("committed"));
			PostgresCluster.send(this.fixture, start, "a");
		});
		assertThat(calls).containsExactly("committed");
		assertThat(this.fixture.count("message")).isEqualTo(1);
		assertThat(businesses()).isEqualTo(1);
	}

	@Test
	void businessAndInstanceRollBackTogether() {
		NewInstance start = this.fixture.instance(StoreFixture.uniqueId(), false);
		this.transaction.executeWithoutResult((status) -> {
			this.fixture.store.instances().insert(start, () -> {
			});
			this.entityManager.persist(new Business("1"));
			this.entityManager.flush();
			status.setRollbackOnly();
		});
		assertThat(this.fixture.count("instance")).isZero();
		assertThat(this.fixture.count("history")).isZero();
		assertThat(businesses()).isZero();
	}

	/**
	 * Hibernate writes when the callbacks before the commit are over.
	 */
	@Test
	void whatIsSentWhileHibernateWritesIsNotLost() {
		NewInstance receiver = this.fixture.instance(StoreFixture.uniqueId(), false);
		this.fixture.store.instances().insert(receiver, () -> {
		});
		this.transaction.executeWithoutResult((status) -> this.entityManager
			.persist(new Business("1", () -> PostgresCluster.send(this.fixture, receiver, "a"))));
		assertThat(this.fixture.count("message")).isEqualTo(1);
		assertThat(businesses()).isEqualTo(1);
	}

	@Test
	void aDuplicateIdLeavesTheTransactionUsable() {
		NewInstance first;
		try (CommitStore committer = this.fixture.store.openCommitter()) {
			first = this.fixture.started(committer, this.fixture.join());
		}
		NewInstance second = this.fixture.instance(first.instanceId(), false);
		this.transaction.executeWithoutResult((status) -> {
			assertThat(this.fixture.store.instances().insert(second, () -> {
			})).isFalse();
			this.entityManager.persist(new Business("1"));
		});
		assertThat(businesses()).isEqualTo(1);
	}

	@Test
	void theStoreDoesNotKnowTheApplicationsEntitiesAndTheOtherWayRound() {
		assertThat(this.entityManagerFactory.getMetamodel().getEntities()).hasSize(1);
		assertThat(this.fixture.count("instance")).isZero();
	}

	private long businesses() {
		return this.entityManager.createQuery("select count(b) from Business b", Long.class).getSingleResult();
	}

	/**
	 * An entity of the application.
	 */
	@Entity(name = "Business")
	@Table(name = "jpa_business")
	static class Business {

		@Id
		private String id;

		@Transient
		private Runnable whenWritten;

		protected Business() {
		}

		Business(String id) {
			this(id, () -> {
			});
		}

		Business(String id, Runnable whenWritten) {
			this.id = id;
			this.whenWritten = whenWritten;
		}

		@PostPersist
		void written() {
			this.whenWritten.run();
		}

	}

}
