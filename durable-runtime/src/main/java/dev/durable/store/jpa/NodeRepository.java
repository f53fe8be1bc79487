package dev.durable.store.jpa;

import java.util.List;
import java.util.Set;

import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/**
 * Queries for nodes.
 */
interface NodeRepository extends Repository<NodeEntity, Long> {

	List<NodeEntity> findAllByOrderById();

	@Query("""
			select distinct i.ownerNode from InstanceEntity i
			where i.ownerNode is not null and not exists (select n.id from NodeEntity n where n.id = i.ownerNode)
			""")
	Set<Long> findOwnersWithoutRow();

}
