package dev.durable.engine;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Holds a whole node still, as {@code SIGSTOP} does: none of its tasks begins, and none
 * of its threads gets past its next call of the database.
 */
final class NodePause {

	private boolean paused;

	private boolean pauseAtCommit;

	private boolean heartbeatPaused;

	private final CountDownLatch commitReached = new CountDownLatch(1);

	synchronized void pause() {
		this.paused = true;
	}

	/**
	 * Hold the heartbeat alone: the node goes on and does not notice what others do to
	 * it.
	 */
	synchronized void pauseHeartbeat() {
		this.heartbeatPaused = true;
	}

	/**
	 * Pause when the next commit of turns is about to be sent, within its transaction.
	 */
	synchronized void pauseAtNextCommit() {
		this.pauseAtCommit = true;
	}

	void awaitCommit() throws InterruptedException {
		this.commitReached.await();
	}

	synchronized void goOn() {
		this.paused = false;
		this.pauseAtCommit = false;
		this.heartbeatPaused = false;
		notifyAll();
	}

	synchronized void pass() {
		await(() -> this.paused);
	}

	synchronized void passHeartbeat() {
		await(() -> this.paused || this.heartbeatPaused);
	}

	private synchronized void await(BooleanSupplier held) {
		boolean interrupted = false;
		while (held.getAsBoolean()) {
			try {
				wait();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private synchronized void passCommit() {
		if (this.pauseAtCommit && Thread.currentThread().getName().equals("durable-commits")) {
			this.paused = true;
			this.commitReached.countDown();
		}
		pass();
	}

	/**
	 * Return a data source whose connections stand still with the node.
	 */
	DataSource of(DataSource target) {
		return new DelegatingDataSource(target) {

			@Override
			public Connection getConnection() throws SQLException {
				pass();
				return proxy(Connection.class, super.getConnection());
			}

		};
	}

	private <T> T proxy(Class<T> type, T target) {
		InvocationHandler handler = (proxy, method, arguments) -> {
			if (method.getName().equals("commit")) {
				passCommit();
			}
			else if (method.getName().startsWith("execute")) {
				pass();
			}
			return wrap(invoke(target, method, arguments));
		};
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
	}

	private Object wrap(Object result) {
		if (result instanceof PreparedStatement statement) {
			return proxy(PreparedStatement.class, statement);
		}
		return (result instanceof Statement statement) ? proxy(Statement.class, statement) : result;
	}

	private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

}
