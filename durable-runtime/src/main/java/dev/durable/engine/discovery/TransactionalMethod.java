package dev.durable.engine.discovery;

import java.util.EnumSet;
import java.util.Set;

import dev.durable.Activity;
import dev.durable.ActivityLocality;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Finds out in whose transaction an activity is to run, and rejects methods that would
 * not take part in it.
 */
final class TransactionalMethod {

	private static final Set<Propagation> APART = EnumSet.of(Propagation.REQUIRES_NEW, Propagation.NOT_SUPPORTED,
			Propagation.NEVER);

	private TransactionalMethod() {
	}

	/**
	 * Return the name or qualifier of the transaction manager, or {@code null} if the
	 * activity is not transactional.
	 */
	static @Nullable String transactionManager(DurableMethod method) {
		Activity activity = AnnotatedElementUtils.findMergedAnnotation(method.method(), Activity.class);
		if (activity == null || !activity.transactional()) {
			if (activity != null && !activity.transactionManager().isEmpty()) {
				throw method.invalid("names a transaction manager but is not transactional",
						"Add 'transactional = true', or leave 'transactionManager' out");
			}
			return null;
		}
		if (activity.locality() == ActivityLocality.ANY_NODE) {
			throw method.invalid("is to be recorded in its transaction but may run on any node",
					"Leave 'locality' out: it runs on the node that owns the instance");
		}
		Transactional own = AnnotatedElementUtils.findMergedAnnotation(method.method(), Transactional.class);
		Transactional found = (own != null) ? own
				: AnnotatedElementUtils.findMergedAnnotation(method.beanClass(), Transactional.class);
		if (found != null) {
			requireTogether(method, activity.transactionManager(), found);
		}
		return activity.transactionManager();
	}

	private static void requireTogether(DurableMethod method, String transactionManager, Transactional own) {
		if (APART.contains(own.propagation())) {
			throw method.invalid(
					"is to be recorded in its transaction but has @Transactional with propagation " + own.propagation()
							+ ", which keeps it out of that transaction",
					"Leave @Transactional out, or 'transactional = true'");
		}
		if (own.readOnly()) {
			throw method.invalid("is to be recorded in its transaction but is @Transactional(readOnly = true)",
					"Leave @Transactional out; an activity that writes nothing need not be transactional");
		}
		if (!own.transactionManager().isEmpty() && !own.transactionManager().equals(transactionManager)) {
			throw method.invalid(
					"is to be recorded in its transaction but has @Transactional with the transaction manager '"
							+ own.transactionManager() + "', which may be another one",
					"Leave @Transactional out, and name the manager with @Activity(transactionManager = \""
							+ own.transactionManager() + "\")");
		}
	}

}
