package dev.durable.engine.discovery;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.durable.Activity;
import dev.durable.ActivityLocality;
import dev.durable.Orchestrator;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * Reads the annotated methods of beans off their types.
 */
final class AnnotatedBeans {

	private static final Set<Class<? extends Annotation>> ANNOTATIONS = Set.of(Orchestrator.class, Activity.class);

	private final ConfigurableListableBeanFactory beanFactory;

	AnnotatedBeans(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Return the annotated methods of all beans, in the order of the beans.
	 */
	List<DurableMethod> methods() {
		List<DurableMethod> methods = new ArrayList<>();
		for (Iterator<String> names = this.beanFactory.getBeanNamesIterator(); names.hasNext();) {
			String name = names.next();
			Class<?> beanClass = isCandidate(name) ? beanClass(name) : null;
			if (beanClass != null) {
				methods.addAll(methods(name, beanClass));
			}
		}
		return methods;
	}

	/**
	 * Return the annotated methods of the class that a bean really has.
	 */
	List<DurableMethod> methodsOf(String beanName, Object bean) {
		boolean scoped = ScopedProxyUtils.isScopedTarget(beanName) || bean instanceof ScopedObject;
		return scoped ? List.of() : methods(beanName, ClassUtils.getUserClass(AopUtils.getTargetClass(bean)));
	}

	private List<DurableMethod> methods(String beanName, Class<?> beanClass) {
		if (beanClass.getName().startsWith("org.springframework.")
				|| !AnnotationUtils.isCandidateClass(beanClass, ANNOTATIONS)) {
			return List.of();
		}
		MethodIntrospector.MetadataLookup<DurableMethod> lookup = (method) -> inspect(beanName, beanClass, method);
		Map<Method, DurableMethod> methods = MethodIntrospector.selectMethods(beanClass, lookup);
		return methods.values().stream().sorted(Comparator.comparing(DurableMethod::place)).toList();
	}

	private static @Nullable DurableMethod inspect(String beanName, Class<?> beanClass, Method method) {
		Orchestrator orchestrator = AnnotatedElementUtils.findMergedAnnotation(method, Orchestrator.class);
		Activity activity = AnnotatedElementUtils.findMergedAnnotation(method, Activity.class);
		if (orchestrator != null) {
			DurableMethod found = new DurableMethod(beanName, beanClass, method, true,
					name(orchestrator.value(), method), orchestrator.version(), ActivityLocality.LOCAL);
			if (activity != null) {
				throw found.invalid("is an activity as well", "Split it in two methods, each with one annotation");
			}
			return found;
		}
		return (activity != null) ? new DurableMethod(beanName, beanClass, method, false,
				name(activity.value(), method), "", activity.locality()) : null;
	}

	private static String name(String value, Method method) {
		return value.isEmpty() ? method.getName() : value;
	}

	private boolean isCandidate(String name) {
		if (ScopedProxyUtils.isScopedTarget(name)) {
			return false;
		}
		return !this.beanFactory.containsBeanDefinition(name)
				|| !this.beanFactory.getMergedBeanDefinition(name).isAbstract();
	}

	private @Nullable Class<?> beanClass(String name) {
		String target = ScopedProxyUtils.getTargetBeanName(name);
		Class<?> type = type(this.beanFactory.containsBeanDefinition(target) ? target : name);
		return (type != null) ? ClassUtils.getUserClass(type) : null;
	}

	private @Nullable Class<?> type(String name) {
		Class<?> original = originalClass(name);
		if (original != null) {
			return original;
		}
		if (this.beanFactory.containsSingleton(name)) {
			Object singleton = this.beanFactory.getSingleton(name);
			if (singleton != null && !(singleton instanceof FactoryBean)) {
				return AopUtils.getTargetClass(singleton);
			}
		}
		return this.beanFactory.getType(name, false);
	}

	private @Nullable Class<?> originalClass(String name) {
		if (!this.beanFactory.containsBeanDefinition(name)) {
			return null;
		}
		BeanDefinition definition = this.beanFactory.getMergedBeanDefinition(name);
		Object original = definition.getAttribute(AutoProxyUtils.ORIGINAL_TARGET_CLASS_ATTRIBUTE);
		return (original instanceof Class<?> type) ? type : null;
	}

}
