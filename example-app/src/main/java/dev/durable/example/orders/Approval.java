package dev.durable.example.orders;

/**
 * Payload of the event {@value #EVENT}.
 *
 * @param approved whether the order may be shipped
 */
record Approval(boolean approved) {

	static final String EVENT = "Approval";

}
