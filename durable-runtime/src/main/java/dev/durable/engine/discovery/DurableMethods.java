package dev.durable.engine.discovery;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.durable.engine.ActivityDefinition;
import dev.durable.engine.OrchestratorDefinition;
import dev.durable.engine.Registrations;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The {@link dev.durable.Orchestrator @Orchestrator} and
 * {@link dev.durable.Activity @Activity} methods of the beans of an application.
 */
public final class DurableMethods {

	private final ConfigurableListableBeanFactory beanFactory;

	private final AnnotatedBeans beans;

	private final Collection<DurableMethod> methods;

	private DurableMethods(ConfigurableListableBeanFactory beanFactory, AnnotatedBeans beans,
			Collection<DurableMethod> methods) {
		this.beanFactory = beanFactory;
		this.beans = beans;
		this.methods = methods;
	}

	/**
	 * Find all methods. Looks at the types of the beans and instantiates none.
	 * @param beanFactory where the beans are; those of its parents do not count
	 * @return what was found
	 * @throws InvalidDurableMethodException if a method cannot be used, or two have the
	 * same name
	 */
	public static DurableMethods find(ConfigurableListableBeanFactory beanFactory) {
		AnnotatedBeans beans = new AnnotatedBeans(beanFactory);
		Map<String, DurableMethod> methods = new LinkedHashMap<>();
		for (DurableMethod method : beans.methods()) {
			method.requireCallable();
			DurableMethod other = methods.putIfAbsent(method.toString(), method);
			if (other != null) {
				throw method.duplicateOf(other);
			}
		}
		return new DurableMethods(beanFactory, beans, methods.values());
	}

	/**
	 * Return the methods as definitions. A bean is asked for when one of its methods is
	 * called for the first time, and is called through its proxy.
	 * @return the definitions
	 * @throws InvalidDurableMethodException if the signature of a method does not fit
	 */
	public Registrations registrations() {
		return new Registrations(orchestrators(), activities());
	}

	private List<OrchestratorDefinition> orchestrators() {
		return this.methods.stream()
			.filter(DurableMethod::isOrchestrator)
			.map((method) -> OrchestratorMethod.definition(method, new BeanInvocation(this.beanFactory, method)))
			.toList();
	}

	List<ActivityDefinition> activities() {
		return this.methods.stream()
			.filter((method) -> !method.isOrchestrator())
			.map((method) -> ActivityMethod.definition(method, new BeanInvocation(this.beanFactory, method)))
			.toList();
	}

	/**
	 * Check what shows only when the beans exist: that no proxy is in the way of a call,
	 * and that no bean has annotated methods which its declared type hides. To be called
	 * when the singletons have been instantiated.
	 * @throws InvalidDurableMethodException if a method could never be called
	 */
	public void checkSingletons() {
		for (String name : this.beanFactory.getSingletonNames()) {
			Object bean = this.beanFactory.getSingleton(name);
			if (bean != null && !(bean instanceof FactoryBean)) {
				this.beans.methodsOf(name, bean).forEach((method) -> check(method, bean));
			}
		}
	}

	private void check(DurableMethod method, Object bean) {
		boolean found = this.methods.stream()
			.anyMatch((other) -> other.beanName().equals(method.beanName())
					&& other.toString().equals(method.toString()));
		if (!found) {
			throw method.invalid("was not found because the declared type of its bean hides it",
					"Declare the bean as a " + method.beanClass().getName()
							+ ", such as by the return type of its @Bean method, or annotate a method of the type that "
							+ "it is declared as");
		}
		InvocableMethod.of(method, bean);
	}

}
