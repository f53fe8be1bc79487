package dev.durable.store.jpa;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

import dev.durable.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a connection that listens, on a thread of its own, and replaces it when it dies.
 * Each connection is trusted only once something was heard through it: a proxy that gives
 * each transaction another session accepts {@code LISTEN} and delivers nothing.
 */
final class SignalListener implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SignalListener.class);

	/**
	 * How long to wait for the first signal, which this node sends itself, and for how
	 * long to hear nothing before the connection is checked.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final long FIRST_PAUSE_MILLIS = 250;

	private static final long LONGEST_PAUSE_MILLIS = 30_000;

	private final String self;

	private final Opening opening;

	private final Runnable send;

	private final Runnable listener;

	private final Thread thread;

	private volatile boolean closed;

	private volatile boolean hears;

	private boolean failing;

	private boolean warned;

	private @Nullable SignalConnection current;

	/**
	 * Create a listener.
	 * @param self the name under which this node sends
	 * @param opening opens a connection
	 * @param send sends a signal
	 * @param listener is told of the signals of others
	 */
	SignalListener(String self, Opening opening, Runnable send, Runnable listener) {
		this.self = self;
		this.opening = opening;
		this.send = send;
		this.listener = listener;
		this.thread = new Thread(this::run, "durable-listener");
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	boolean hears() {
		return this.hears;
	}

	private void run() {
		long pause = FIRST_PAUSE_MILLIS;
		while (!this.closed) {
			try {
				listen(open());
			}
			catch (LinkageError ex) {
				withoutSignals(ex.toString());
				return;
			}
			catch (NoSignalsException ex) {
				// maybe the server was only slow
				withoutSignals(String.valueOf(ex.getMessage()));
				pause = LONGEST_PAUSE_MILLIS;
			}
			catch (SQLException | RuntimeException | Error ex) {
				logger.debug("Listening for other nodes' signals ended", ex);
				failed(ex);
			}
			finally {
				drop();
			}
			pause = lost() ? FIRST_PAUSE_MILLIS : Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
			sleep(pause);
		}
	}

	/**
	 * Tell people once.
	 */
	private void withoutSignals(String reason) {
		if (this.warned) {
			return;
		}
		this.warned = true;
		logger.warn("This node looks into the database at every poll only, because it hears no signals of other nodes: "
				+ "{}. It needs the PostgreSQL driver and a connection without transaction pooling; "
				+ "durable.engine.signals=false does without", reason);
	}

	private SignalConnection open() throws SQLException, NoSignalsException {
		SignalConnection opened = this.opening.open();
		synchronized (this) {
			this.current = opened;
		}
		return opened;
	}

	/**
	 * Listen until the connection fails or is closed.
	 */
	private void listen(SignalConnection connection) throws SQLException, NoSignalsException {
		if (!this.closed) {
			this.send.run();
		}
		while (!this.closed) {
			Set<String> senders = connection.await(PATIENCE);
			if (!senders.isEmpty()) {
				heard(senders);
			}
			else if (this.hears) {
				connection.check();
			}
			else {
				throw new NoSignalsException("its own signal did not arrive");
			}
		}
		connection.giveBack();
	}

	private void heard(Set<String> senders) {
		boolean first = !this.hears;
		this.hears = true;
		if (this.failing) {
			this.failing = false;
			logger.info("This node hears signals of other nodes again");
		}
		// what was sent before this connection listened is still to be found
		if (first || senders.size() > 1 || !senders.contains(this.self)) {
			this.listener.run();
		}
	}

	/**
	 * Tell people once, until it works again.
	 */
	private void failed(Throwable failure) {
		if (!this.failing && !this.closed) {
			this.failing = true;
			logger.info("Listening for other nodes' signals failed, trying again: {}", failure.getMessage());
		}
	}

	/**
	 * Take note that nothing is heard now.
	 * @return whether that was otherwise
	 */
	private boolean lost() {
		boolean heard = this.hears;
		this.hears = false;
		if (heard && !this.closed) {
			this.listener.run();
		}
		return heard;
	}

	/**
	 * Pause between two connections, on this listener's own thread; closing interrupts.
	 */
	private void sleep(long millis) {
		try {
			if (!this.closed) {
				Thread.sleep(millis);
			}
		}
		catch (InterruptedException ex) {
			logger.trace("Woken to end", ex);
		}
	}

	private void drop() {
		SignalConnection last;
		synchronized (this) {
			last = this.current;
			this.current = null;
		}
		if (last != null) {
			last.close();
		}
	}

	@Override
	public void close() {
		this.closed = true;
		this.thread.interrupt();
		if (isConnected()) {
			// its own signal ends its waiting; another thread, since that may take long
			Thread waking = new Thread(this::wake, "durable-listener-end");
			waking.setDaemon(true);
			waking.start();
			awaitEnd();
		}
		drop();
		awaitEnd();
	}

	private synchronized boolean isConnected() {
		return this.current != null;
	}

	private void wake() {
		try {
			this.send.run();
		}
		catch (StoreException ex) {
			logger.debug("The listener could not be woken, its connection is ended", ex);
		}
	}

	private void awaitEnd() {
		try {
			this.thread.join(1_000);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Opens a connection that listens.
	 */
	@FunctionalInterface
	interface Opening {

		SignalConnection open() throws SQLException, NoSignalsException;

	}

}
