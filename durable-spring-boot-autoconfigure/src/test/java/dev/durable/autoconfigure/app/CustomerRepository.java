package dev.durable.autoconfigure.app;

import org.springframework.data.jpa.repository.JpaRepository;

/**
 * A repository of an application.
 */
public interface CustomerRepository extends JpaRepository<Customer, Long> {

}
