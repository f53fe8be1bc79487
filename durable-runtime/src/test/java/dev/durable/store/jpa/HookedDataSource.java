package dev.durable.store.jpa;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A {@code DataSource} that lets a test do something at certain points of its
 * connections, or hold them there.
 */
final class HookedDataSource extends DelegatingDataSource {

	private volatile Consumer<String> statementHook = (sql) -> {
	};

	private volatile Runnable commitHook = () -> {
	};

	private final AtomicInteger opened = new AtomicInteger();

	HookedDataSource(DataSource target) {
		super(target);
	}

	/**
	 * Call a hook before each statement, with its text.
	 */
	void beforeStatements(Consumer<String> hook) {
		this.statementHook = hook;
	}

	/**
	 * Throw what the database would throw, from a hook.
	 */
	@SuppressWarnings("unchecked")
	static <T extends Throwable> void fail(SQLException failure) throws T {
		throw (T) failure;
	}

	/**
	 * Return how many connections were asked for.
	 */
	int opened() {
		return this.opened.get();
	}

	/**
	 * Call a hook before the next commit.
	 */
	void beforeNextCommit(Runnable hook) {
		this.commitHook = () -> {
			this.commitHook = () -> {
			};
			hook.run();
		};
	}

	/**
	 * Hold the next commit.
	 */
	Pause pauseNextCommit() {
		Pause pause = new Pause();
		beforeNextCommit(pause::hold);
		return pause;
	}

	@Override
	public Connection getConnection() throws SQLException {
		Connection connection = super.getConnection();
		this.opened.incrementAndGet();
		return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
				(proxy, method, arguments) -> invoke(connection, method, arguments));
	}

	private Object invoke(Connection connection, Method method, Object[] arguments) throws Throwable {
		if (method.getName().equals("prepareStatement")) {
			this.statementHook.accept((String) arguments[0]);
		}
		else if (method.getName().equals("commit")) {
			this.commitHook.run();
		}
		try {
			return method.invoke(connection, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	/**
	 * A point where a thread is held.
	 */
	static final class Pause {

		private final CountDownLatch reached = new CountDownLatch(1);

		private final CountDownLatch ended = new CountDownLatch(1);

		private void hold() {
			this.reached.countDown();
			await(this.ended);
		}

		void awaitReached() {
			await(this.reached);
		}

		void end() {
			this.ended.countDown();
		}

		private static void await(CountDownLatch latch) {
			try {
				if (!latch.await(30, TimeUnit.SECONDS)) {
					throw new IllegalStateException("Nothing happened");
				}
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
