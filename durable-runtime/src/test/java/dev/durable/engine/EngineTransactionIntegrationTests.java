package dev.durable.engine;

import java.time.Duration;

import dev.durable.InstanceAlreadyExistsException;
import dev.durable.RuntimeStatus;
import dev.durable.StartOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Engine contract: clients within a transaction of the application.
 */
class EngineTransactionIntegrationTests extends EngineContractTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private String id;

	private TransactionTemplate transaction;

	@BeforeEach
	void setUp() {
		this.id = "order of " + taskHub();
		this.transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource()));
		this.code.orchestrator("Waits", (context, input) -> context.waitForEvent("go", String.class).await());
		this.code.orchestrator("Runs", String.class, (context, input) -> "ran with " + input);
		jdbc().sql("create table if not exists application_order (id varchar(100) primary key)").update();
	}

	@Test
	void runsWhatWasStartedWhenTheTransactionCommits() {
		startEngine();
		this.transaction.executeWithoutResult((status) -> {
			saveOrder(this.id);
			client().start("Runs", "a", StartOptions.instanceId(this.id));
			assertThat(client().status(this.id).orElseThrow().runtimeStatus().isFinished()).isFalse();
		});
		assertThat(output(this.id)).isEqualTo("\"ran with a\"");
		assertThat(orders(this.id)).isOne();
	}

	@Test
	void nothingIsLeftWhenTheTransactionRollsBack() {
		startEngine();
		this.transaction.executeWithoutResult((status) -> {
			saveOrder(this.id);
			client().start("Runs", "a", StartOptions.instanceId(this.id));
			status.setRollbackOnly();
		});
		assertThat(client().status(this.id)).isEmpty();
		assertThat(orders(this.id)).isZero();
		client().start("Runs", "b", StartOptions.instanceId(this.id));
		assertThat(output(this.id)).isEqualTo("\"ran with b\"");
	}

	@Test
	void aTakenIdLeavesTheTransactionUsable() {
		startEngine();
		client().start("Waits", null, StartOptions.instanceId(this.id));
		String other = "other " + this.id;
		this.transaction.executeWithoutResult((status) -> {
			saveOrder(this.id);
			assertThatExceptionOfType(InstanceAlreadyExistsException.class)
				.isThrownBy(() -> client().start("Runs", "a", StartOptions.instanceId(this.id)));
			client().start("Runs", "b", StartOptions.instanceId(other));
		});
		assertThat(orders(this.id)).isOne();
		assertThat(output(other)).isEqualTo("\"ran with b\"");
		assertThat(runtimeStatus(this.id)).isEqualTo(RuntimeStatus.RUNNING);
	}

	@Test
	void replacesAFinishedInstanceWithTheTransaction() {
		startEngine();
		client().start("Runs", "a", StartOptions.instanceId(this.id));
		output(this.id);
		this.transaction.executeWithoutResult((status) -> {
			client().start("Runs", "b", StartOptions.instanceId(this.id));
			status.setRollbackOnly();
		});
		assertThat(output(this.id)).isEqualTo("\"ran with a\"");
		this.transaction
			.executeWithoutResult((status) -> client().start("Runs", "c", StartOptions.instanceId(this.id)));
		assertThat(output(this.id)).isEqualTo("\"ran with c\"");
	}

	@Test
	void eventsAreRaisedWhenTheTransactionCommits() {
		startEngine();
		client().start("Waits", null, StartOptions.instanceId(this.id));
		this.transaction.executeWithoutResult((status) -> {
			client().raiseEvent(this.id, "go", "rolled back");
			status.setRollbackOnly();
		});
		this.transaction.executeWithoutResult((status) -> {
			saveOrder(this.id);
			client().raiseEvent(this.id, "go", "committed");
		});
		assertThat(output(this.id)).isEqualTo("\"committed\"");
		assertThat(orders(this.id)).isOne();
	}

	@Test
	void startAndEventsInOneTransactionStayTogether() {
		startEngine();
		this.transaction.executeWithoutResult((status) -> {
			client().start("Waits", null, StartOptions.instanceId(this.id));
			client().raiseEvent(this.id, "go", "first");
			client().raiseEvent(this.id, "go", "second");
		});
		assertThat(output(this.id)).isEqualTo("\"first\"");
	}

	@Test
	void waitingInTheTransactionThatStartedItFailsAtOnce() {
		startEngine();
		this.transaction.executeWithoutResult((status) -> {
			client().start("Runs", "a", StartOptions.instanceId(this.id));
			assertThatIllegalStateException().isThrownBy(() -> client().waitForCompletion(this.id, LONG))
				.withMessageContaining(this.id);
			assertThatIllegalStateException().isThrownBy(() -> client().whenComplete(this.id, LONG));
			TransactionTemplate inner = new TransactionTemplate(this.transaction.getTransactionManager());
			inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
			String other = inner.execute((innerStatus) -> client().start("Runs", "b"));
			assertThat(finish(other).runtimeStatus()).isEqualTo(RuntimeStatus.COMPLETED);
			assertThatIllegalStateException().isThrownBy(() -> client().waitForCompletion(this.id, LONG));
		});
		assertThat(output(this.id)).isEqualTo("\"ran with a\"");
	}

	@Test
	void transactionsOfSomethingElseAreRefused() {
		startEngine();
		client().start("Waits", null, StartOptions.instanceId(this.id));
		new TransactionTemplate(new OtherTransactionManager()).executeWithoutResult((status) -> {
			assertThatIllegalStateException().isThrownBy(() -> client().start("Runs", "a"))
				.withMessageContaining("DataSource");
			assertThatIllegalStateException().isThrownBy(() -> client().raiseEvent(this.id, "go", "now"));
			assertThat(client().status(this.id)).isPresent();
		});
		client().raiseEvent(this.id, "go", "later");
		assertThat(output(this.id)).isEqualTo("\"later\"");
	}

	@Test
	void transactionsWorkWithoutARunningEngine() {
		DurableEngine engine = startEngine();
		engine.stop();
		this.transaction
			.executeWithoutResult((status) -> client().start("Runs", "a", StartOptions.instanceId(this.id)));
		assertThat(runtimeStatus(this.id)).isEqualTo(RuntimeStatus.PENDING);
		startEngine();
		assertThat(output(this.id)).isEqualTo("\"ran with a\"");
	}

	@Test
	void idsOfOpenTransactionsAreWaitedFor() throws Exception {
		startEngine();
		PlatformTransactionManager manager = this.transaction.getTransactionManager();
		var open = manager.getTransaction(null);
		client().start("Runs", "a", StartOptions.instanceId(this.id));
		Thread other = new Thread(() -> {
			try {
				client().start("Runs", "b", StartOptions.instanceId(this.id));
			}
			catch (InstanceAlreadyExistsException ex) {
				// the other one was first
			}
		});
		other.start();
		String unrelated = "unrelated to " + this.id;
		Thread bystander = new Thread(() -> client().start("Runs", "c", StartOptions.instanceId(unrelated)));
		bystander.start();
		bystander.join();
		assertThat(other.isAlive()).isTrue();
		manager.commit(open);
		other.join();
		assertThat(output(unrelated)).isEqualTo("\"ran with c\"");
		assertThat(output(this.id)).startsWith("\"ran with ");
	}

	private void saveOrder(String order) {
		jdbc().sql("insert into application_order values (?)").param(order).update();
	}

	private int orders(String order) {
		return jdbc().sql("select count(*) from application_order where id = ?")
			.param(order)
			.query(Integer.class)
			.single();
	}

	/**
	 * Transactions of a message broker, say.
	 */
	private static final class OtherTransactionManager extends AbstractPlatformTransactionManager {

		private static final long serialVersionUID = 1L;

		@Override
		protected Object doGetTransaction() {
			return new Object();
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

	}

}
