package dev.durable.store.jpa;

import java.util.Collection;
import java.util.List;

import dev.durable.store.InstanceCount;
import org.jspecify.annotations.Nullable;

import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/**
 * Queries for instances.
 */
interface InstanceRepository extends Repository<InstanceEntity, Long> {

	/**
	 * Find an instance as a status query sees it, in one snapshot.
	 */
	@Query("""
			select new dev.durable.store.jpa.InstanceSummaryRow(i, case when p.taskHub = i.taskHub then p.instanceId end, f.events,
				case when i.completedAt is not null then l.events end, l.recordedAt)
			from InstanceEntity i
			join TurnEntity f on f.instance = i.id and f.generation = i.generation and f.turn = 0
			join TurnEntity l on l.instance = i.id and l.generation = i.generation and l.turn = (
				select max(t.turn) from TurnEntity t where t.instance = i.id and t.generation = i.generation)
			left join InstanceEntity p on p.id = i.parentInstance
			where i.taskHub = :taskHub and i.instanceId = :instanceId
			""")
	@Nullable InstanceSummaryRow findSummary(String taskHub, String instanceId);

	/**
	 * Find instances as {@link #findSummary} would, in one snapshot.
	 */
	@Query("""
			select new dev.durable.store.jpa.InstanceSummaryRow(i, case when p.taskHub = i.taskHub then p.instanceId end,
				case when :input = true then f.events end,
				case when :output = true and i.completedAt is not null then l.events end, l.recordedAt)
			from InstanceEntity i
			join TurnEntity f on f.instance = i.id and f.generation = i.generation and f.turn = 0
			join TurnEntity l on l.instance = i.id and l.generation = i.generation and l.turn = (
				select max(t.turn) from TurnEntity t where t.instance = i.id and t.generation = i.generation)
			left join InstanceEntity p on p.id = i.parentInstance
			where i.id in :ids
			""")
	List<InstanceSummaryRow> findSummaries(Collection<Long> ids, boolean input, boolean output);

	/**
	 * Count instances, by an index for lists, which asks for an id that is not 0.
	 */
	@Query("""
			select new dev.durable.store.InstanceCount(i.name, i.status, count(*))
			from InstanceEntity i where i.taskHub = :taskHub and i.id <> 0
			group by i.name, i.status
			""")
	List<InstanceCount> count(String taskHub);

	@Query("""
			select new dev.durable.store.jpa.FoundInstance(i, case when p.taskHub = i.taskHub then p.instanceId end)
			from InstanceEntity i left join InstanceEntity p on p.id = i.parentInstance
			where i.taskHub = :taskHub and i.instanceId = :instanceId
			""")
	@Nullable FoundInstance findByInstanceId(String taskHub, String instanceId);

	@Query("select i.id from InstanceEntity i where i.ownerNode = :node")
	List<Long> findIdsByOwner(long node);

}
