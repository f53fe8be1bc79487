package dev.durable.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A {@code DataSource} that shows a test each statement that is prepared.
 */
final class SpiedDataSource extends DelegatingDataSource {

	private final Spy spy;

	SpiedDataSource(DataSource target, Spy spy) {
		super(target);
		this.spy = spy;
	}

	@Override
	public Connection getConnection() throws SQLException {
		Connection connection = super.getConnection();
		return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
				(proxy, method, arguments) -> invoke(connection, method, arguments));
	}

	private Object invoke(Connection connection, Method method, Object[] arguments) throws Throwable {
		if (method.getName().equals("prepareStatement")) {
			this.spy.prepared(connection, (String) arguments[0]);
		}
		try {
			return method.invoke(connection, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	/**
	 * Sees statements.
	 */
	@FunctionalInterface
	interface Spy {

		void prepared(Connection connection, String sql) throws SQLException;

	}

}
