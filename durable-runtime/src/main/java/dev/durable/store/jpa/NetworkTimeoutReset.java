package dev.durable.store.jpa;

import java.sql.Connection;
import java.sql.SQLException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.support.TransactionSynchronization;

/**
 * Gives a connection of the application its network timeout back, when the transaction
 * has ended that the engine took part in.
 */
final class NetworkTimeoutReset implements TransactionSynchronization {

	private static final Logger logger = LoggerFactory.getLogger(NetworkTimeoutReset.class);

	private final Connection connection;

	private final int millis;

	NetworkTimeoutReset(Connection connection, int millis) {
		this.connection = connection;
		this.millis = millis;
	}

	@Override
	public void afterCompletion(int status) {
		try {
			EngineConnections.setNetworkTimeout(this.connection, this.millis);
		}
		catch (SQLException ex) {
			logger.debug("A connection does not take a network timeout any more", ex);
		}
	}

}
