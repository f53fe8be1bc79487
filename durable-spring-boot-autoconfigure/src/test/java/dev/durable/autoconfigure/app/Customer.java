package dev.durable.autoconfigure.app;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/**
 * An entity of an application.
 */
@Entity
public class Customer {

	@Id
	private Long customerId;

	private String fullName;

	protected Customer() {
	}

	public Customer(Long customerId, String fullName) {
		this.customerId = customerId;
		this.fullName = fullName;
	}

	public Long getCustomerId() {
		return this.customerId;
	}

	public String getFullName() {
		return this.fullName;
	}

}
