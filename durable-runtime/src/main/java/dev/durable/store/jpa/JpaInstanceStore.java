package dev.durable.store.jpa;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.durable.InstanceNotFinishedException;
import dev.durable.InstanceNotFoundException;
import dev.durable.store.Claimant;
import dev.durable.store.InstanceEvidence;
import dev.durable.store.InstanceStore;
import dev.durable.store.InstanceSummary;
import dev.durable.store.Message;
import dev.durable.store.NewInstance;
import dev.durable.store.Receiver;
import dev.durable.store.Reopening;
import dev.durable.store.TurnRow;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * {@link InstanceStore} that joins the caller's transaction.
 */
final class JpaInstanceStore implements InstanceStore {

	private final EngineTransactions transactions;

	private final CallerTransaction callerTransaction;

	private final Repositories repositories;

	private final InstanceStart start;

	private final MessageSending sending;

	private final InstanceLocks locks;

	private final InstanceReplacement replacement = new InstanceReplacement();

	private final Leftovers leftovers;

	private final InstanceReopening reopening;

	private final InstanceInspection inspection;

	private final Inbox inbox;

	JpaInstanceStore(EngineTransactions transactions, CallerTransaction callerTransaction, Repositories repositories,
			InstanceStart start, MessageSending sending, InstanceLocks locks, Leftovers leftovers,
			InstanceReopening reopening, InstanceInspection inspection, Inbox inbox) {
		this.transactions = transactions;
		this.callerTransaction = callerTransaction;
		this.repositories = repositories;
		this.start = start;
		this.sending = sending;
		this.locks = locks;
		this.leftovers = leftovers;
		this.reopening = reopening;
		this.inspection = inspection;
		this.inbox = inbox;
	}

	@Override
	public boolean isInCallerTransaction() {
		return this.callerTransaction.isActive();
	}

	@Override
	public boolean insert(NewInstance start, Runnable afterCommit) {
		return write("start instance '" + start.instanceId() + "'", afterCommit,
				(sql) -> this.start.insert(sql, start));
	}

	@Override
	public boolean replace(long finished, NewInstance start, Runnable afterCommit) {
		return write("restart instance '" + start.instanceId() + "'", afterCommit,
				(sql) -> this.start.replace(sql, finished, start));
	}

	@Override
	public boolean reopen(Reopening reopening, Runnable afterCommit) {
		return write("reopen instances", afterCommit, (sql) -> this.reopening.write(sql, reopening));
	}

	/**
	 * Write in the caller's transaction, or in one of our own.
	 * @param work returns whether anything was written
	 */
	private boolean write(String action, Runnable afterCommit, EngineTransactions.Work<Boolean> work) {
		if (!this.callerTransaction.isActive()) {
			boolean written = this.transactions.execute(action, work);
			if (written) {
				afterCommit.run();
			}
			return written;
		}
		boolean written = this.callerTransaction.write(action, work);
		if (written) {
			TransactionSynchronizationManager.registerSynchronization(new AfterCommit(action, afterCommit));
		}
		return written;
	}

	@Override
	public void send(String taskHub, String instanceId, Message message, int inboxLimit, @Nullable Claimant claimant,
			Consumer<Receiver> afterCommit) {
		if (this.callerTransaction.isActive()) {
			this.sending.sendWithCaller(taskHub, instanceId, message, inboxLimit, afterCommit);
		}
		else {
			this.sending.send(new Sending(taskHub, instanceId, message, inboxLimit, claimant), afterCommit);
		}
	}

	@Override
	public boolean hasMessages(long instance) {
		return this.transactions.execute("look for messages", (sql) -> this.inbox.hasMessages(sql, instance));
	}

	@Override
	public Optional<InstanceSummary> find(String taskHub, String instanceId) {
		return Optional
			.ofNullable(read("find instance '" + instanceId + "'",
					(found) -> found.instances().findSummary(taskHub, instanceId)))
			.map(InstanceSummaryRow::toSummary);
	}

	@Override
	public List<TurnRow> history(String taskHub, String instanceId) {
		return read("read the history of '" + instanceId + "'",
				(found) -> found.turns().findHistory(taskHub, instanceId).stream().map(TurnEntity::toRow).toList());
	}

	@Override
	public Optional<InstanceEvidence> inspect(String taskHub, String instanceId) {
		String action = "explain instance '" + instanceId + "'";
		EngineTransactions.Work<@Nullable InstanceEvidence> work = (sql) -> this.inspection.read(sql, taskHub,
				instanceId);
		return Optional.ofNullable(this.callerTransaction.isReadable() ? this.callerTransaction.read(action, work)
				: this.transactions.execute(action, (sql) -> this.inspection.inSnapshot(sql, work)));
	}

	/**
	 * Read in the caller's transaction where there is one: it sees its own instances, and
	 * takes no second connection while it has one.
	 */
	private <T extends @Nullable Object> T read(String action, Function<Repositories, T> query) {
		EngineTransactions.Work<T> work = (sql) -> this.repositories.on(sql.connection(), query);
		return this.callerTransaction.isReadable() ? this.callerTransaction.read(action, work)
				: this.transactions.execute(action, work);
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * Its first step makes the instance invisible, so that nobody sees half of it; what a
	 * crash leaves over is found by {@link #purgeLeftovers}.
	 */
	@Override
	public void purge(String taskHub, String instanceId) {
		long id = this.transactions.execute("purge instance '" + instanceId + "'", (sql) -> {
			LockedInstance instance = this.locks.lock(sql, taskHub, instanceId);
			if (instance == null) {
				throw new InstanceNotFoundException(instanceId);
			}
			if (!instance.status().isFinished()) {
				throw new InstanceNotFinishedException(instanceId, instance.status());
			}
			this.replacement.replace(sql, instance);
			return instance.id();
		});
		this.leftovers.purgeReplaced(List.of(id));
	}

	@Override
	public int purgeLeftovers(int limit) {
		return this.leftovers.purgeSome(limit);
	}

	@Override
	public void purgeGenerationsBefore(long instance, int generation) {
		this.leftovers.purgeGenerationsBefore(instance, generation);
	}

}
