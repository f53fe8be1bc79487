package dev.durable.engine.why;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CodeLocation}.
 */
class CodeLocationTests {

	@Test
	void passesOverTheLibraryAndItsHelpers() {
		assertThat(CodeLocation
			.of(new StackTraceElement[] { frame("java.lang.Thread", 1), frame("dev.durable.engine.code.DurableTask", 2),
					frame("jdk.proxy2.$Proxy7", -1), frame("org.springframework.aop.framework.JdkDynamicAopProxy", 3),
					frame("shop.Orders$$SpringCGLIB$$0", 5), frame("shop.Orders", 57), frame("shop.Other", 58) }))
			.isEqualTo("shop.Orders.process(File.java:57)");
	}

	@Test
	void knowsApplicationsWithTheSameRootPackage() {
		assertThat(CodeLocation.of(new StackTraceElement[] { frame("dev.durable.OrchestrationContext", 1),
				frame("dev.durable.example.Orders", 2) }))
			.isEqualTo("dev.durable.example.Orders.process(File.java:2)");
	}

	@Test
	void knowsWhenThereIsNone() {
		assertThat(CodeLocation.of(new StackTraceElement[] { frame("java.lang.Thread", 1) })).isNull();
	}

	private static StackTraceElement frame(String className, int line) {
		return new StackTraceElement("app", "module", "1", className, "process", "File.java", line);
	}

}
