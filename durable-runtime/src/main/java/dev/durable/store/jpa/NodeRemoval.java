package dev.durable.store.jpa;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.durable.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the row of a node. That waits for transactions that hold it: they end soon, or
 * they are ended, since a node that was paused in a transaction would block its takeover
 * for as long as it sleeps.
 */
final class NodeRemoval {

	private static final Logger logger = LoggerFactory.getLogger(NodeRemoval.class);

	private static final int ATTEMPTS = 5;

	private static final long LOOK_EVERY_MILLIS = 20;

	private static final String DELETE_BEGINNING = "delete from durable_node";

	private static final String DELETE = DELETE_BEGINNING + " where id = ?";

	private final EngineTransactions transactions;

	private final Database database;

	NodeRemoval(EngineTransactions transactions, Database database) {
		this.transactions = transactions;
		this.database = database;
	}

	void remove(long node) {
		for (int attempt = 1;; attempt++) {
			try {
				remove(node, attempt > 1);
				return;
			}
			catch (StoreException ex) {
				if (attempt == ATTEMPTS || !StoreErrors.isLockTimeout(ex)) {
					throw ex;
				}
				logger.info("Transactions of node {} have not ended in time; their sessions are ended", node);
			}
		}
	}

	private void remove(long node, boolean endOthers) {
		this.transactions.execute("remove node " + node, (sql) -> {
			CountDownLatch done = new CountDownLatch(1);
			if (endOthers) {
				long session = this.database.session(sql);
				Thread watch = new Thread(() -> endOthers(session, done), "durable-takeover");
				watch.setDaemon(true);
				watch.start();
			}
			try {
				return sql.update(DELETE, node);
			}
			finally {
				done.countDown();
			}
		});
	}

	/**
	 * While the deletion waits, and only then, the database knows what it waits for.
	 */
	private void endOthers(long session, CountDownLatch done) {
		try {
			while (!done.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
				this.transactions.execute("end the sessions that block a takeover",
						(sql) -> this.database.endSessionsBlocking(sql, session, DELETE_BEGINNING));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (StoreException ex) {
			logger.warn("Could not end the sessions that block a takeover", ex);
		}
	}

}
