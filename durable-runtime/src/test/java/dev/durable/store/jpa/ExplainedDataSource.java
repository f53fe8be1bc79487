package dev.durable.store.jpa;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A {@code DataSource} that has the database explain each prepared query just before it
 * runs, with its parameters and in its transaction.
 *
 * @param <P> what is made of an explanation
 */
final class ExplainedDataSource<P> extends DelegatingDataSource {

	final List<P> plans = new CopyOnWriteArrayList<>();

	private final String command;

	private final BiFunction<String, String, P> reader;

	/**
	 * Create a data source.
	 * @param command what stands before a query to have it run and explained
	 * @param reader makes a plan of the query and the explanation
	 */
	ExplainedDataSource(DataSource target, String command, BiFunction<String, String, P> reader) {
		super(target);
		this.command = command;
		this.reader = reader;
	}

	@Override
	public Connection getConnection() throws SQLException {
		Connection connection = super.getConnection();
		return proxy(Connection.class, (method, arguments) -> {
			Object result = invoke(connection, method, arguments);
			if (!method.getName().equals("prepareStatement") || !((String) arguments[0]).matches("(?s)\\(?select .*")) {
				return result;
			}
			PreparedStatement statement = (PreparedStatement) result;
			PreparedStatement explain = connection.prepareStatement(this.command + " " + arguments[0]);
			return explained(statement, explain, (String) arguments[0]);
		});
	}

	private PreparedStatement explained(PreparedStatement statement, PreparedStatement explain, String sql) {
		return proxy(PreparedStatement.class, (method, arguments) -> {
			String name = method.getName();
			boolean parameter = name.startsWith("set") && arguments.length > 1 && arguments[0] instanceof Integer;
			if (parameter) {
				invoke(explain, method, arguments);
			}
			else if (name.equals("executeQuery")) {
				try (ResultSet plan = explain.executeQuery()) {
					plan.next();
					this.plans.add(this.reader.apply(sql, plan.getString(1)));
				}
			}
			else if (name.equals("close")) {
				explain.close();
			}
			return invoke(statement, method, arguments);
		});
	}

	@SuppressWarnings("unchecked")
	private static <T> T proxy(Class<T> type, Call call) {
		return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> call.run(method, arguments));
	}

	private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	/**
	 * A call of a proxy.
	 */
	@FunctionalInterface
	private interface Call {

		Object run(Method method, Object[] arguments) throws Throwable;

	}

}
