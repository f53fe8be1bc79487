package dev.durable.store.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import javax.sql.DataSource;

import dev.durable.store.ActivityStore;
import dev.durable.store.ClaimStore;
import dev.durable.store.CommitStore;
import dev.durable.store.DurableStore;
import dev.durable.store.InstanceStore;
import dev.durable.store.NodeStore;
import dev.durable.store.QueryStore;
import dev.durable.store.TransactionalCommits;
import dev.durable.store.UnusableTransactionManagerException;
import dev.durable.store.WakeUpSignals;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.PlatformTransactionManager;

/**
 * {@link DurableStore} in the application's own database, PostgreSQL or H2. It has a
 * persistence unit of its own on the application's {@code DataSource}.
 */
public final class JpaDurableStore implements DurableStore, AutoCloseable {

	private final EngineConnections connections;

	private final Database database;

	private final StoreTimeouts timeouts;

	private final EngineTransactions transactions;

	private final Fence fence;

	private final SessionFactory sessionFactory;

	private final InstanceIds instanceIds;

	private final JpaNodeStore nodes;

	private final JpaClaimStore claims;

	private final JpaInstanceStore instances;

	private final JpaActivityStore activities;

	private final JpaQueryStore queries;

	private final CallerTransaction callerTransaction;

	private final AtomicReference<@Nullable Instant> lastServerStart = new AtomicReference<>();

	private final LostSessions lostSessions;

	private final boolean signals;

	private JpaDurableStore(DataSource dataSource, Database database, StoreTimeouts timeouts, String process,
			boolean signals) {
		this.signals = signals;
		this.database = database;
		this.timeouts = timeouts;
		this.connections = new EngineConnections(dataSource, database, timeouts);
		this.transactions = new EngineTransactions(this.connections, database, timeouts);
		this.fence = new Fence(database, timeouts);
		this.lostSessions = new LostSessions(database);
		this.sessionFactory = PersistenceUnit.create(dataSource, database);
		Repositories repositories = new Repositories(this.sessionFactory);
		this.callerTransaction = new CallerTransaction(dataSource);
		InstanceLocks locks = new InstanceLocks(database);
		Inbox inbox = new Inbox(database);
		this.instanceIds = new InstanceIds(this.transactions, this.callerTransaction, database);
		this.nodes = new JpaNodeStore(this.transactions, repositories, new NodeRemoval(this.transactions, database),
				keptConnection(), database, process);
		this.claims = new JpaClaimStore(this.transactions, repositories, new InstanceClaim(database, this.fence), inbox,
				this.fence);
		Leftovers leftovers = new Leftovers(this.transactions, locks, inbox);
		this.instances = new JpaInstanceStore(this.transactions, this.callerTransaction, repositories,
				new InstanceStart(database),
				new MessageSending(this.transactions, this.callerTransaction, locks, inbox, database.groupSending()),
				locks, leftovers, new InstanceReopening(database), new InstanceInspection(repositories, database),
				inbox);
		InstanceSearch search = new InstanceSearch(database);
		this.queries = new JpaQueryStore(this.transactions, this.callerTransaction, repositories, database, search,
				new FinishedPurge(this.transactions, database, search, leftovers));
		this.activities = new JpaActivityStore(this.transactions, this.fence, database, locks, inbox);
	}

	/**
	 * Start to build a store.
	 * @param dataSource the application's database
	 * @return a builder
	 */
	public static Builder builder(DataSource dataSource) {
		return new Builder(dataSource);
	}

	private KeptConnection keptConnection() {
		return new KeptConnection(this.connections, this.database, this.timeouts);
	}

	@Override
	public NodeStore nodes() {
		return this.nodes;
	}

	@Override
	public ClaimStore claims() {
		return this.claims;
	}

	@Override
	public InstanceStore instances() {
		return this.instances;
	}

	@Override
	public ActivityStore activities() {
		return this.activities;
	}

	@Override
	public QueryStore queries() {
		return this.queries;
	}

	@Override
	public CommitStore openCommitter() {
		return new JpaCommitStore(keptConnection(), this.transactions, this.database.inserts(this.fence),
				new GroupWriter(this.database), new LockProbe(this.database, this.timeouts), this.lostSessions,
				this.timeouts, this.lastServerStart);
	}

	/**
	 * Return commits within transactions of the application.
	 * @param transactionManagers finds a transaction manager by its name or qualifier;
	 * the empty text stands for the application's only or primary one. Called when one is
	 * first needed; throws an {@link UnusableTransactionManagerException} if there is
	 * none
	 * @return the commits
	 */
	public TransactionalCommits transactionalCommits(Function<String, PlatformTransactionManager> transactionManagers) {
		return new JpaTransactionalCommits(transactionManagers, this.callerTransaction, this.database, this.fence,
				this.timeouts);
	}

	@Override
	public WakeUpSignals openSignals(String taskHub) {
		return this.signals ? this.database.signals(this.connections, taskHub) : WakeUpSignals.NONE;
	}

	@Override
	public long newInstanceId() {
		return this.instanceIds.next();
	}

	@Override
	public boolean toleratesInterrupts() {
		return this.database.toleratesInterrupts();
	}

	@Override
	public String description() {
		return this.database.version().toString();
	}

	/**
	 * Return how many connections of the pool a running engine keeps for itself.
	 * @return the number of connections
	 */
	public int keptConnections() {
		// of heartbeat and committer, and to listen for signals
		return (openSignals("") != WakeUpSignals.NONE) ? 3 : 2;
	}

	/**
	 * Give back what the store holds. Its committers are closed before.
	 */
	@Override
	public void close() {
		this.nodes.close();
		this.sessionFactory.close();
	}

	/**
	 * Builds a store.
	 */
	public static final class Builder {

		private final DataSource dataSource;

		private Duration nodeTimeout = Duration.ofSeconds(30);

		private Duration lockTimeout = Duration.ofMillis(500);

		private SchemaMode schemaMode = SchemaMode.ALWAYS;

		private boolean signals = true;

		private Builder(DataSource dataSource) {
			this.dataSource = dataSource;
		}

		/**
		 * Set after what time without a heartbeat a node is taken for dead. Transactions
		 * of the store end before that.
		 * @param nodeTimeout the timeout, 30 seconds by default
		 * @return this
		 */
		public Builder nodeTimeout(Duration nodeTimeout) {
			this.nodeTimeout = nodeTimeout;
			return this;
		}

		/**
		 * Set how long the store's own transactions wait for a lock that an application's
		 * transaction may hold.
		 * @param lockTimeout the timeout, half a second by default
		 * @return this
		 */
		public Builder lockTimeout(Duration lockTimeout) {
			this.lockTimeout = lockTimeout;
			return this;
		}

		/**
		 * Set whether the store creates and upgrades its tables.
		 * @param schemaMode the mode, {@link SchemaMode#ALWAYS} by default
		 * @return this
		 */
		public Builder schemaMode(SchemaMode schemaMode) {
			this.schemaMode = schemaMode;
			return this;
		}

		/**
		 * Set whether nodes tell each other of what there is to do, on databases that can
		 * do that. A node that listens keeps a connection for it.
		 * @param signals whether there are signals, {@code true} by default
		 * @return this
		 */
		public Builder signals(boolean signals) {
			this.signals = signals;
			return this;
		}

		/**
		 * Open the store.
		 * @return the store; to be closed
		 * @throws SchemaOutdatedException if the tables are missing or outdated and must
		 * not be changed
		 */
		public JpaDurableStore build() {
			new SchemaMigration(this.dataSource, this.schemaMode).run();
			ProcessHandle process = ProcessHandle.current();
			String processName = process.pid() + "@" + process.info().startInstant().orElse(Instant.EPOCH);
			return new JpaDurableStore(this.dataSource, open(), StoreTimeouts.of(this.lockTimeout, this.nodeTimeout),
					processName, this.signals);
		}

		private Database open() {
			try (Connection connection = EngineConnections.pool(this.dataSource).getConnection()) {
				Database database = Databases.detect(connection);
				database.open(new Sql(connection));
				if (!connection.getAutoCommit()) {
					connection.rollback();
				}
				return database;
			}
			catch (SQLException ex) {
				throw StoreErrors.beforeCommit("open the store", ex);
			}
		}

	}

}
