package dev.durable.example.orders;

import java.util.List;

import org.springframework.data.repository.ListCrudRepository;

interface PaymentRepository extends ListCrudRepository<Payment, String> {

	List<Payment> findByOrderId(long orderId);

}
