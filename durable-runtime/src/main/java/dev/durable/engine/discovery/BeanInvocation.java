package dev.durable.engine.discovery;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.UndeclaredThrowableException;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Calls a method of a bean, through its proxy if it has one.
 */
final class BeanInvocation {

	private final ConfigurableListableBeanFactory beanFactory;

	private final DurableMethod method;

	private volatile @Nullable Target target;

	BeanInvocation(ConfigurableListableBeanFactory beanFactory, DurableMethod method) {
		this.beanFactory = beanFactory;
		this.method = method;
	}

	@Nullable Object invoke(@Nullable Object... arguments) throws Throwable {
		Object bean = this.beanFactory.getBean(this.method.beanName());
		try {
			return target(bean.getClass(), bean).method().invoke(bean, arguments);
		}
		catch (InvocationTargetException ex) {
			throw cause(ex.getTargetException());
		}
	}

	private static Throwable cause(Throwable thrown) {
		// What a JDK proxy makes of a checked exception that its interface does not
		// declare
		return (thrown instanceof UndeclaredThrowableException && thrown.getCause() != null) ? thrown.getCause()
				: thrown;
	}

	private Target target(Class<?> type, Object bean) {
		Target known = this.target;
		if (known == null || known.type() != type) {
			known = new Target(type, InvocableMethod.of(this.method, bean));
			this.target = known;
		}
		return known;
	}

	/**
	 * The method to call on beans of a class.
	 *
	 * @param type the class
	 * @param method its method
	 */
	private record Target(Class<?> type, Method method) {

	}

}
