package dev.durable.engine.code;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/**
 * A logger that is silent on replay.
 */
final class ReplaySafeLogger implements InvocationHandler {

	private final Logger logger;

	private final BooleanSupplier replaying;

	private ReplaySafeLogger(Logger logger, BooleanSupplier replaying) {
		this.logger = logger;
		this.replaying = replaying;
	}

	static Logger of(Logger logger, BooleanSupplier replaying) {
		return (Logger) Proxy.newProxyInstance(Logger.class.getClassLoader(), new Class<?>[] { Logger.class },
				new ReplaySafeLogger(logger, replaying));
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
		boolean silent = this.replaying.getAsBoolean() && !method.getName().equals("getName");
		try {
			return method.invoke(silent ? NOPLogger.NOP_LOGGER : this.logger, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

}
