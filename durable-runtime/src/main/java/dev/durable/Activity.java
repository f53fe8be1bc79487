package dev.durable;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a Spring bean as an <em>activity</em>: one step of an orchestration
 * that may do anything, such as calling a service or writing to a database.
 * <p>
 * The method takes at most one parameter, the input, and may take an
 * {@link ActivityContext} besides. An activity runs <em>at least once</em>: when a
 * process dies while it runs, it runs again elsewhere. Once its result is recorded it
 * never runs again. {@link ActivityContext#idempotencyKey()} is the same for every run of
 * one call.
 * <p>
 * An activity with {@link #transactional()} writes to the application's database
 * <em>exactly once</em>.
 * <p>
 * The annotation may stand on a method of an interface that the bean implements; the same
 * interface can then be used with {@link OrchestrationContext#activities(Class)}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Activity {

	/**
	 * Name by which orchestrators call this activity, unique in the application; at most
	 * 200 characters.
	 * @return the name, or an empty text for the method's own name
	 */
	String value() default "";

	/**
	 * On which node this activity runs.
	 * @return the locality
	 */
	ActivityLocality locality() default ActivityLocality.PREFER_LOCAL;

	/**
	 * Whether the activity runs in a transaction of the application's transaction
	 * manager, in which its result and the orchestration's next step are recorded, too.
	 * What it writes in that transaction is there if and only if its result is: when the
	 * method throws, or anything else prevents the commit, both are rolled back. It may
	 * run more than once, but only one run leaves something behind.
	 * <p>
	 * The transaction manager must work on the {@code DataSource} in which orchestrations
	 * are kept. What the method does elsewhere (another database, HTTP, a transaction of
	 * its own) is not covered. The transaction is open, and holds its locks, until the
	 * orchestrator has taken its next step.
	 * @return whether the result is recorded in the transaction of the activity
	 */
	boolean transactional() default false;

	/**
	 * Name or qualifier of the transaction manager of a {@link #transactional()}
	 * activity.
	 * @return the bean's name or qualifier, or an empty text for the only or primary one
	 */
	String transactionManager() default "";

}
