package dev.durable.store.jpa;

import java.sql.Connection;
import java.util.function.Function;

import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.TargetSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactory;

/**
 * The repositories, made once. They work on the connection that the current thread has
 * given, within the transaction of that connection.
 */
final class Repositories {

	private final SessionFactory sessionFactory;

	private final ThreadLocal<Session> current = new ThreadLocal<>();

	private final InstanceRepository instances;

	private final TurnRepository turns;

	private final NodeRepository nodes;

	Repositories(SessionFactory sessionFactory) {
		this.sessionFactory = sessionFactory;
		try (Session session = sessionFactory.openSession()) {
			this.current.set(session);
			JpaRepositoryFactory factory = new JpaRepositoryFactory(currentSession());
			// Not that of the thread, which the development tools of Spring Boot exchange
			factory.setBeanClassLoader(Repositories.class.getClassLoader());
			this.instances = factory.getRepository(InstanceRepository.class);
			this.turns = factory.getRepository(TurnRepository.class);
			this.nodes = factory.getRepository(NodeRepository.class);
		}
		finally {
			this.current.remove();
		}
	}

	private Session currentSession() {
		ProxyFactory proxyFactory = new ProxyFactory();
		proxyFactory.setInterfaces(Session.class);
		proxyFactory.setTargetSource(new CurrentSession(this.current));
		return (Session) proxyFactory.getProxy(getClass().getClassLoader());
	}

	<T extends @Nullable Object> T on(Connection connection, Function<Repositories, T> query) {
		try (Session session = this.sessionFactory.withOptions()
			.connection(connection)
			.flushMode(FlushMode.MANUAL)
			.readOnly(true)
			.openSession()) {
			this.current.set(session);
			return query.apply(this);
		}
		finally {
			this.current.remove();
		}
	}

	InstanceRepository instances() {
		return this.instances;
	}

	TurnRepository turns() {
		return this.turns;
	}

	NodeRepository nodes() {
		return this.nodes;
	}

	/**
	 * Finds the session of the current thread.
	 */
	private record CurrentSession(ThreadLocal<Session> current) implements TargetSource {

		@Override
		public Class<?> getTargetClass() {
			return Session.class;
		}

		@Override
		public @Nullable Object getTarget() {
			return this.current.get();
		}

	}

}
