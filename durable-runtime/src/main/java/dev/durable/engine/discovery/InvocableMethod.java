package dev.durable.engine.discovery;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import org.springframework.aop.support.AopUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Finds the method to call on a bean that may be a proxy.
 */
final class InvocableMethod {

	private InvocableMethod() {
	}

	static Method of(DurableMethod found, Object bean) {
		int modifiers = found.method().getModifiers();
		if (AopUtils.isAopProxy(bean) && Modifier.isPrivate(modifiers)) {
			throw found.invalid("is private but its bean is a proxy, which private methods bypass",
					"Make it public or package-private");
		}
		if (AopUtils.isCglibProxy(bean) && Modifier.isFinal(modifiers)) {
			throw found.invalid("is final but its bean is a proxy, which final methods bypass",
					"Remove 'final' from the method");
		}
		Method method = select(found, bean);
		ReflectionUtils.makeAccessible(method);
		return method;
	}

	private static Method select(DurableMethod found, Object bean) {
		try {
			return AopUtils.selectInvocableMethod(found.method(), bean.getClass());
		}
		catch (IllegalStateException ex) {
			throw found.invalid("cannot be called: its bean is a JDK proxy that has only the methods of its interfaces",
					"Declare the method in an interface of the bean, or switch to proxies of the class, such as "
							+ "with spring.aop.proxy-target-class=true");
		}
	}

}
