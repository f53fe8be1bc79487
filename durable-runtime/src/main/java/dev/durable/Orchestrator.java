package dev.durable;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a Spring bean as an <em>orchestrator</em>: plain Java code whose
 * progress survives crashes, restarts and deployments.
 * <p>
 * The method takes an {@link OrchestrationContext} and at most one further parameter, the
 * input. What it returns is the output; what it throws fails the instance.
 * <p>
 * An orchestrator is <em>replayed</em>: after a crash its code runs again from the top
 * and every call on the context answers with what history recorded. It must therefore
 * take the same decisions every time. Time, randomness and every effect go through the
 * context or into an {@link Activity}:
 *
 * <pre class="code">
 * // wrong: differs on each replay, and charges again after a crash
 * if (Instant.now().isAfter(order.deadline())) { ... }
 * restClient.post().uri("/charge").retrieve();
 *
 * // right
 * if (context.currentTime().isAfter(order.deadline())) { ... }
 * context.callActivity("Charge", order, String.class).await();
 * </pre>
 *
 * For the same reason an orchestrator starts no threads, takes no locks, reads no
 * database and keeps no state in fields of its bean. Changing the order or the names of
 * its calls while instances are in flight is detected on replay, see
 * {@link NonDeterministicOrchestrationException}.
 *
 * @see Activity
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Orchestrator {

	/**
	 * Name under which instances of this orchestrator are started, unique in the
	 * application together with its version; at most 200 characters, and neither
	 * {@code .} nor {@code ..}.
	 * @return the name, or an empty text for the method's own name
	 */
	String value() default "";

	/**
	 * Version of this code. An instance runs only on code of the version that it was
	 * started with.
	 * @return the version, or an empty text for an orchestrator without versions
	 */
	String version() default "";

}
