package dev.durable.engine.discovery;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.stream.Collectors;

import dev.durable.ActivityLocality;
import dev.durable.engine.code.Names;

/**
 * An annotated method of a bean.
 *
 * @param beanName the bean
 * @param beanClass its class, as far as it is known without instantiating it
 * @param method the method
 * @param isOrchestrator whether it is an orchestrator, else it is an activity
 * @param name the name under which it is called
 * @param version its version, empty if it has none
 * @param locality on which node it runs if it is an activity
 */
record DurableMethod(String beanName, Class<?> beanClass, Method method, boolean isOrchestrator, String name,
		String version, ActivityLocality locality) {

	private static final int MAX_NAME = 200;

	void requireCallable() {
		if (Modifier.isStatic(this.method.getModifiers())) {
			throw invalid("is static", "Make it an instance method of the bean");
		}
		requireUsable("name", this.name);
		requireUsable("version", this.version);
		if (this.name.isBlank()) {
			throw invalid("has a blank name", "Give it a name, or leave the name out to use that of the method");
		}
		if (this.isOrchestrator) {
			requireInPath();
		}
	}

	private void requireInPath() {
		if (Names.isElsewhere(this.name)) {
			throw invalid("has the name '" + this.name + "', which means another place in paths",
					"Give it a name under which it can be started over HTTP");
		}
	}

	private void requireUsable(String what, String text) {
		if (text.length() > MAX_NAME) {
			throw invalid("has a " + what + " of " + text.length() + " characters",
					"Choose a " + what + " of at most " + MAX_NAME + " characters");
		}
		if (text.chars().anyMatch(Character::isISOControl)) {
			throw invalid("has a " + what + " with control characters", "Choose a " + what + " without them");
		}
	}

	InvalidDurableMethodException duplicateOf(DurableMethod other) {
		String name = this.isOrchestrator ? "name and version" : "name";
		return new InvalidDurableMethodException(
				"Two " + (this.isOrchestrator ? "orchestrators" : "activities") + " have the " + name + " '"
						+ displayName() + "': " + other.place() + " and " + place() + ".",
				"Give one of them another " + (this.isOrchestrator ? "name or version" : "name")
						+ " in its annotation.");
	}

	InvalidDurableMethodException invalid(String problem, String action) {
		return new InvalidDurableMethodException(kind() + " method " + place() + " " + problem + ".", action + ".");
	}

	String kind() {
		return this.isOrchestrator ? "Orchestrator" : "Activity";
	}

	String displayName() {
		return this.version.isEmpty() ? this.name : this.name + "@(" + this.version + ")";
	}

	String place() {
		String parameters = Arrays.stream(this.method.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(Collectors.joining(", "));
		return this.method.getDeclaringClass().getName() + "." + this.method.getName() + "(" + parameters
				+ ") of bean '" + this.beanName + "'";
	}

	@Override
	public String toString() {
		return kind() + " " + displayName();
	}

}
