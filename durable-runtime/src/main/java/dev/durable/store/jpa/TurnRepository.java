package dev.durable.store.jpa;

import java.util.List;

import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/**
 * Queries for history.
 */
interface TurnRepository extends Repository<TurnEntity, TurnKey> {

	@Query("""
			select t from TurnEntity t join InstanceEntity i on i.id = t.instance and i.generation = t.generation
			where i.taskHub = :taskHub and i.instanceId = :instanceId
			order by t.turn
			""")
	List<TurnEntity> findHistory(String taskHub, String instanceId);

}
