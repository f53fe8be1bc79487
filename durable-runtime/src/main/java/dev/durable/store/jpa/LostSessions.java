package dev.durable.store.jpa;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions of the database whose connections were lost with a statement under way. The
 * server may have received that and begin it at any time, so a session has to be gone
 * before anybody asks what it has done.
 */
final class LostSessions {

	private static final Logger logger = LoggerFactory.getLogger(LostSessions.class);

	private final Database database;

	private final Set<SessionKey> sessions = ConcurrentHashMap.newKeySet();

	LostSessions(Database database) {
		this.database = database;
	}

	void add(@Nullable SessionKey session) {
		if (session != null) {
			this.sessions.add(session);
		}
	}

	/**
	 * End them all, and wait for that.
	 * @throws StoreException if one does not end in time
	 */
	void end(EngineTransactions transactions, StoreTimeouts timeouts) {
		for (SessionKey session : List.copyOf(this.sessions)) {
			boolean gone = transactions.execute("end a lost session", timeouts,
					(sql) -> this.database.endSession(sql, session, timeouts.transaction()));
			if (!gone) {
				throw new StoreException(Kind.UNAVAILABLE,
						"Session " + session.id() + ", whose connection was lost, does not end", null);
			}
			logger.debug("Session {}, whose connection was lost, has ended", session.id());
			this.sessions.remove(session);
		}
	}

}
