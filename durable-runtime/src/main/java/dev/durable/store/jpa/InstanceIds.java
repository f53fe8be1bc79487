package dev.durable.store.jpa;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Surrogate ids of instances, taken from the database in blocks.
 */
final class InstanceIds {

	/**
	 * The increment of the sequence.
	 */
	private static final int BLOCK = 100;

	private final EngineTransactions transactions;

	private final CallerTransaction callerTransaction;

	private final Database database;

	private final AtomicReference<Block> current = new AtomicReference<>(new Block(0, 0));

	InstanceIds(EngineTransactions transactions, CallerTransaction callerTransaction, Database database) {
		this.transactions = transactions;
		this.callerTransaction = callerTransaction;
		this.database = database;
	}

	/**
	 * Return the next id. Threads that find the block used up each take one of their own
	 * without waiting for each other: a thread that waits for a connection must not stop
	 * others that have one.
	 */
	long next() {
		while (true) {
			Block block = this.current.get();
			long id = block.next.getAndIncrement();
			if (id < block.end) {
				return id;
			}
			long first = take();
			this.current.compareAndSet(block, new Block(first, first + BLOCK));
		}
	}

	private long take() {
		String action = "take surrogate ids";
		return this.callerTransaction.isReadable() ? this.callerTransaction.read(action, this.database::nextInstanceIds)
				: this.transactions.execute(action, this.database::nextInstanceIds);
	}

	/**
	 * Consecutive ids.
	 */
	private static final class Block {

		private final AtomicLong next;

		private final long end;

		private Block(long first, long end) {
			this.next = new AtomicLong(first);
			this.end = end;
		}

	}

}
