package dev.durable.autoconfigure;

import dev.durable.observation.ThreadTraceContextBridge;
import dev.durable.observation.TraceContextBridge;
import dev.durable.observation.TracerTraceContextBridge;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DurableTraceAutoConfiguration}.
 */
class DurableTraceAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DurableTraceAutoConfiguration.class));

	@Test
	void usesTheThreadWithoutTracer() {
		this.runner.run((context) -> assertThat(context.getBean(TraceContextBridge.class))
			.isInstanceOf(ThreadTraceContextBridge.class)
			.isSameAs(context.getBean("durableThreadTraceContextBridge")));
	}

	@Test
	void usesTheThreadWithoutMicrometerTracing() {
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer.tracing"))
			.run((context) -> assertThat(context.getBean(TraceContextBridge.class))
				.isInstanceOf(ThreadTraceContextBridge.class));
	}

	@Test
	void usesTheTracer() {
		this.runner.withBean(Tracer.class, () -> Tracer.NOOP)
			.withBean(Propagator.class, () -> Propagator.NOOP)
			.run((context) -> assertThat(context.getBean(TraceContextBridge.class))
				.isInstanceOf(TracerTraceContextBridge.class));
	}

	@Test
	void backsOffWhenSwitchedOff() {
		this.runner.withPropertyValues("durable.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(TraceContextBridge.class));
	}

	@Test
	void backsOffFromABridgeOfTheApplication() {
		this.runner.withBean("ownBridge", TraceContextBridge.class, () -> TraceContextBridge.NONE)
			.run((context) -> assertThat(context.getBean(TraceContextBridge.class)).isSameAs(TraceContextBridge.NONE));
	}

	@Test
	void filtersRequests() {
		new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(DurableTraceAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(FilterRegistrationBean.class));
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(FilterRegistrationBean.class));
	}

}
