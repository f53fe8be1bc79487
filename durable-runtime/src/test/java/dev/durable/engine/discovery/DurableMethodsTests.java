package dev.durable.engine.discovery;

import java.io.IOException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

import dev.durable.Activity;
import dev.durable.ActivityContext;
import dev.durable.ActivityLocality;
import dev.durable.OrchestrationContext;
import dev.durable.Orchestrator;
import dev.durable.engine.ActivityDefinition;
import dev.durable.engine.Registrations;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DurableMethods}.
 */
class DurableMethodsTests {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final List<String> intercepted = new ArrayList<>();

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void findsOrchestratorsAndActivities() throws Throwable {
		Registrations registrations = registrations(Greetings.class);
		assertThat(registrations.orchestratorNames()).containsExactly("Greet", "plain", "plain@(2)");
		assertThat(registrations.activityNames()).containsExactly("SayHello", "ping");
		assertThat(registrations.requireOrchestrator("Greet", null).inputType()).isEqualTo(String.class);
		assertThat(registrations.requireOrchestrator("plain", null).inputType()).isEqualTo(Void.class);
		OrchestrationContext orchestration = mock(OrchestrationContext.class);
		given(orchestration.instanceId()).willReturn("a1");
		assertThat(registrations.requireOrchestrator("Greet", null).code().run(orchestration, "Ada"))
			.isEqualTo("a1 Ada");
		assertThat(registrations.requireOrchestrator("plain", "2").code().run(orchestration, null)).isEqualTo("two");
	}

	@Test
	void passesContextAndInputWhereAnActivityTakesThem() throws Throwable {
		ActivityContext activity = mock(ActivityContext.class);
		given(activity.attempt()).willReturn(3);
		this.context.register(Greetings.class);
		this.context.refresh();
		assertThat(run("SayHello", activity, "Ada")).isEqualTo("Hello Ada 3");
		assertThat(run("ping", activity, null)).isNull();
	}

	@Test
	void instantiatesNoBean() throws Throwable {
		this.context.register(LazyConfiguration.class);
		this.context.refresh();
		assertThat(DurableMethods.find(this.context.getBeanFactory()).registrations().activityNames())
			.containsExactly("SayHello", "ping");
		assertThat(this.context.getBeanFactory().containsSingleton("greetings")).isFalse();
		assertThat(run("ping", mock(ActivityContext.class), null)).isNull();
		assertThat(this.context.getBeanFactory().containsSingleton("greetings")).isTrue();
	}

	@Test
	void callsThroughJdkProxies() throws Throwable {
		proxy(false, CardPayments.class);
		assertThat(run("charge", mock(ActivityContext.class), 5)).isEqualTo("charged 5");
		assertThat(this.intercepted).containsExactly("charge");
	}

	@Test
	void callsThroughClassProxies() throws Throwable {
		proxy(true, Greetings.class);
		assertThat(run("ping", mock(ActivityContext.class), null)).isNull();
		assertThat(this.intercepted).containsExactly("ping");
	}

	@Test
	void findsTheTargetsOfProxiesThatExistAlready() {
		proxy(false, CardPayments.class);
		this.context.getBean("target");
		DurableMethods methods = DurableMethods.find(this.context.getBeanFactory());
		assertThat(methods.registrations().activityNames()).containsExactly("charge");
		methods.checkSingletons();
	}

	@Test
	void findsAnnotationsOfInterfacesAndSuperclasses() {
		assertThat(registrations(OverridingGreetings.class).activityNames()).containsExactly("SayHello", "ping");
		assertThat(registrations(CardPayments.class).activityNames()).containsExactly("charge");
	}

	@Test
	void findsScopedBeansOnce() throws Throwable {
		this.context.getBeanFactory().registerScope("thread", new SimpleThreadScope());
		this.context.register(ScopedConfiguration.class);
		this.context.refresh();
		DurableMethods methods = DurableMethods.find(this.context.getBeanFactory());
		assertThat(methods.registrations().activityNames()).containsExactly("SayHello", "ping");
		methods.checkSingletons();
		assertThat(run("ping", mock(ActivityContext.class), null)).isNull();
	}

	@Test
	void resolvesGenericInputsAgainstTheClassOfTheBean() {
		this.context.register(OrderHandler.class);
		this.context.refresh();
		assertThat(inputType("handle")).isEqualTo(Integer.class);
		assertThat(inputType("handleAll").getTypeName())
			.isEqualTo(new ParameterizedTypeReference<Map<String, List<Integer>>>() {
			}.getType().getTypeName());
		assertThat(inputType("anything")).isInstanceOf(Type.class);
	}

	@Test
	void throwsWhatTheMethodThrows() {
		proxy(false, CardPayments.class);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> run("charge", mock(ActivityContext.class), -1))
			.withMessage("declined");
	}

	@Test
	void saysSoWhenThereIsNoInputForAPrimitive() {
		this.context.register(CardPayments.class);
		this.context.refresh();
		assertThatIllegalArgumentException().isThrownBy(() -> run("charge", mock(ActivityContext.class), null))
			.withMessage("Activity 'charge' takes an input of type int but there was none");
	}

	@Test
	void rejectsWrongSignatures() {
		assertInvalid(NoContext.class, "does not take an OrchestrationContext");
		assertInvalid(ThreeParameters.class, "does not take an OrchestrationContext");
		assertInvalid(TwoInputs.class, "does not take at most one parameter");
		assertInvalid(OrchestrationInActivity.class, "does not take at most one parameter");
		assertInvalid(StaticActivity.class, "is static");
		assertInvalid(Both.class, "is an activity as well");
		assertInvalid(OpenType.class, "which " + OpenType.class.getName() + " leaves open");
		assertInvalid(FutureResult.class, "returns a Future");
	}

	@Test
	void rejectsUnusableNames() {
		assertInvalid(BlankName.class, "has a blank name");
		assertInvalid(NameOfParent.class, "means another place in paths");
		assertInvalid(LongName.class, "has a name of 201 characters");
	}

	@Test
	void findsTheTransactionManagersOfTransactionalActivities() {
		this.context.registerBean(TransactionalActivities.class);
		this.context.refresh();
		assertThat(DurableMethods.find(this.context.getBeanFactory()).activities())
			.extracting(ActivityDefinition::name, ActivityDefinition::transactionManager)
			.containsExactlyInAnyOrder(tuple("any", ""), tuple("named", "mine"), tuple("plain", null),
					tuple("joined", ""));
	}

	@Test
	void rejectsActivitiesThatCannotTakePartInTheirTransaction() {
		assertRejected(Apart.class, "REQUIRES_NEW", "Leave @Transactional out");
		assertRejected(ReadOnly.class, "readOnly", "Leave @Transactional out");
		assertRejected(OtherManager.class, "'other'", "transactionManager = \"other\"");
		assertRejected(Anywhere.class, "any node", "Leave 'locality' out");
		assertRejected(NotTransactional.class, "is not transactional", "transactional = true");
	}

	private static void assertRejected(Class<?> type, String description, String action) {
		AnnotationConfigApplicationContext rejected = new AnnotationConfigApplicationContext();
		rejected.registerBean(type);
		rejected.refresh();
		DurableMethods methods = DurableMethods.find(rejected.getBeanFactory());
		assertThatExceptionOfType(InvalidDurableMethodException.class).isThrownBy(methods::registrations)
			.satisfies((ex) -> assertThat(ex.description()).contains(description))
			.satisfies((ex) -> assertThat(ex.action()).contains(action));
	}

	@Test
	void namesBothPlacesOfADuplicate() {
		this.context.registerBean("one", Greetings.class);
		this.context.registerBean("two", Greetings.class);
		this.context.refresh();
		assertThatExceptionOfType(InvalidDurableMethodException.class)
			.isThrownBy(() -> DurableMethods.find(this.context.getBeanFactory()))
			.satisfies((ex) -> assertThat(ex.description()).contains("Two ", "bean 'one'", "bean 'two'"))
			.satisfies((ex) -> assertThat(ex.action()).contains("another name"));
	}

	@Test
	void rejectsPrivateAndFinalMethodsOfProxies() {
		proxy(true, PrivateActivity.class);
		assertThatExceptionOfType(InvalidDurableMethodException.class)
			.isThrownBy(() -> DurableMethods.find(this.context.getBeanFactory()).checkSingletons())
			.withMessageContaining("is private but its bean is a proxy");
		assertThatExceptionOfType(InvalidDurableMethodException.class)
			.isThrownBy(() -> run("hidden", mock(ActivityContext.class), null));
	}

	@Test
	void callsPrivateMethodsOfBeansThatAreNotProxies() throws Throwable {
		this.context.register(PrivateActivity.class);
		this.context.refresh();
		assertThat(run("hidden", mock(ActivityContext.class), null)).isEqualTo("seen");
	}

	@Test
	void rejectsFinalMethodsOfProxies() {
		proxy(true, FinalActivity.class);
		assertThatExceptionOfType(InvalidDurableMethodException.class)
			.isThrownBy(() -> DurableMethods.find(this.context.getBeanFactory()).checkSingletons())
			.withMessageContaining("is final but its bean is a proxy");
	}

	@Test
	void rejectsMethodsThatAJdkProxyDoesNotHave() {
		proxy(false, HiddenByProxy.class);
		assertThatExceptionOfType(InvalidDurableMethodException.class)
			.isThrownBy(() -> DurableMethods.find(this.context.getBeanFactory()).checkSingletons())
			.withMessageContaining("JDK proxy");
	}

	@Test
	void rejectsMethodsThatTheDeclaredTypeHides() {
		this.context.register(HidingConfiguration.class);
		this.context.refresh();
		DurableMethods methods = DurableMethods.find(this.context.getDefaultListableBeanFactory());
		methods.checkSingletons();
		this.context.getBean("runner");
		assertThatExceptionOfType(InvalidDurableMethodException.class).isThrownBy(methods::checkSingletons)
			.withMessageContaining("was not found because the declared type of its bean hides it");
	}

	private Registrations registrations(Class<?> type) {
		try (AnnotationConfigApplicationContext single = new AnnotationConfigApplicationContext(type)) {
			return DurableMethods.find(single.getBeanFactory()).registrations();
		}
	}

	private void assertInvalid(Class<?> type, String problem) {
		assertThatExceptionOfType(InvalidDurableMethodException.class).isThrownBy(() -> registrations(type))
			.satisfies((ex) -> assertThat(ex.description()).contains(problem, type.getName() + "."))
			.satisfies((ex) -> assertThat(ex.action()).endsWith("."));
	}

	private void proxy(boolean targetClass, Class<?> type) {
		BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
		creator.setBeanNames("target");
		creator.setInterceptorNames("interceptor");
		creator.setProxyTargetClass(targetClass);
		MethodInterceptor interceptor = (invocation) -> {
			this.intercepted.add(invocation.getMethod().getName());
			return invocation.proceed();
		};
		this.context.registerBean("interceptor", MethodInterceptor.class, () -> interceptor);
		this.context.registerBean("creator", BeanNameAutoProxyCreator.class, () -> creator);
		this.context.registerBean("target", type);
		this.context.refresh();
	}

	private Type inputType(String activity) {
		return activity(activity).inputType();
	}

	private ActivityDefinition activity(String name) {
		return DurableMethods.find(this.context.getBeanFactory())
			.activities()
			.stream()
			.filter((definition) -> definition.name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private Object run(String activity, ActivityContext activityContext, Object input) throws Throwable {
		return activity(activity).code().run(activityContext, input);
	}

	static class Greetings {

		@Orchestrator("Greet")
		String greet(OrchestrationContext context, String name) {
			return context.instanceId() + " " + name;
		}

		@Orchestrator
		String plain(OrchestrationContext context) {
			return "one";
		}

		@Orchestrator(value = "plain", version = "2")
		String plainAgain(OrchestrationContext context) {
			return "two";
		}

		@Activity("SayHello")
		String sayHello(String name, ActivityContext context) {
			return "Hello " + name + " " + context.attempt();
		}

		@Activity
		void ping() {
		}

	}

	static class OverridingGreetings extends Greetings {

		@Override
		public String sayHello(String name, ActivityContext context) {
			return "Bye";
		}

	}

	interface Payments {

		@Activity
		String charge(int amount);

	}

	static class CardPayments implements Payments {

		@Override
		public String charge(int amount) {
			if (amount < 0) {
				sneakyThrow(new IOException("declined"));
			}
			return "charged " + amount;
		}

		@SuppressWarnings("unchecked")
		private static <T extends Throwable> void sneakyThrow(Throwable thrown) throws T {
			throw (T) thrown;
		}

	}

	abstract static class Handler<T> {

		@Activity
		void handle(T input) {
		}

		@Activity
		void handleAll(Map<String, List<T>> input) {
		}

		@Activity
		void anything(List<?> input) {
		}

	}

	static class OrderHandler extends Handler<Integer> {

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyConfiguration {

		@Bean
		@Lazy
		Greetings greetings() {
			return new Greetings();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedConfiguration {

		@Bean
		@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Greetings greetings() {
			return new Greetings();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HidingConfiguration {

		@Bean
		@Lazy
		Runnable runner() {
			return new HiddenByProxy();
		}

	}

	static class NoContext {

		@Orchestrator
		void run(String input) {
		}

	}

	static class ThreeParameters {

		@Orchestrator
		void run(OrchestrationContext context, String first, String second) {
		}

	}

	static class TwoInputs {

		@Activity
		void run(String first, String second) {
		}

	}

	static class OrchestrationInActivity {

		@Activity
		void run(OrchestrationContext context) {
		}

	}

	static class StaticActivity {

		@Activity
		static void run() {
		}

	}

	static class Both {

		@Activity
		@Orchestrator
		void run(OrchestrationContext context) {
		}

	}

	static class OpenType {

		@Activity
		<T> void run(List<T> input) {
		}

	}

	static class FutureResult {

		@Activity
		Future<String> run() {
			throw new IllegalStateException();
		}

	}

	static class NameOfParent {

		@Activity("..")
		void activity() {
		}

		@Orchestrator("..")
		void orchestrator(OrchestrationContext context) {
		}

	}

	static class BlankName {

		@Activity(" ")
		void run() {
		}

	}

	static class LongName {

		static final String HALF = "0123456789012345678901234567890123456789012345678901234567890123456789"
				+ "012345678901234567890123456789";

		@Activity(HALF + HALF + "x")
		void run() {
		}

	}

	static class PrivateActivity {

		@Activity
		private String hidden() {
			return "seen";
		}

	}

	static class FinalActivity {

		@Activity
		final void run() {
		}

	}

	static class HiddenByProxy implements Runnable {

		@Override
		public void run() {
		}

		@Activity
		void hidden() {
		}

	}

	static class TransactionalActivities {

		@Activity(transactional = true)
		void any() {
		}

		@Activity(transactional = true, transactionManager = "mine")
		void named() {
		}

		@Activity
		@Transactional(propagation = Propagation.REQUIRES_NEW)
		void plain() {
		}

		@Activity(transactional = true)
		@Transactional
		void joined() {
		}

	}

	static class Apart {

		@Activity(transactional = true)
		@Transactional(propagation = Propagation.REQUIRES_NEW)
		void apart() {
		}

	}

	@Transactional(readOnly = true)
	static class ReadOnly {

		@Activity(transactional = true)
		void readOnly() {
		}

	}

	static class OtherManager {

		@Activity(transactional = true)
		@Transactional("other")
		void other() {
		}

	}

	static class Anywhere {

		@Activity(transactional = true, locality = ActivityLocality.ANY_NODE)
		void anywhere() {
		}

	}

	static class NotTransactional {

		@Activity(transactionManager = "mine")
		void plain() {
		}

	}

}
