package dev.durable.example.orders;

import org.springframework.data.repository.ListCrudRepository;

interface ReservationRepository extends ListCrudRepository<Reservation, Long> {

}
