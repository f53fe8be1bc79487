package dev.durable.store.jpa;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Surrogate ids of instances, taken from the database in blocks: in one at a time, or in
 * many while they are used up fast.
 * <p>
 * Of the threads that find nothing left, one takes blocks, and the others wait for it. If
 * it fails, which may be its own affair, as when it is interrupted, each of them tries
 * for itself. A thread that is in its caller's transaction takes a block over that one's
 * connection, because whoever takes blocks may be waiting for just this connection.
 */
final class InstanceIds {

	/**
	 * The increment of the sequence.
	 */
	private static final int BLOCK = 100;

	private static final int MOST_BLOCKS = 32;

	private static final String ACTION = "take surrogate ids";

	private static final Duration FAST = Duration.ofSeconds(1);

	private final EngineTransactions transactions;

	private final CallerTransaction callerTransaction;

	private final Database database;

	private final AtomicReference<Block> current = new AtomicReference<>(new Block(0, 0));

	private final Queue<Block> spare = new ConcurrentLinkedQueue<>();

	private final AtomicReference<@Nullable CompletableFuture<Boolean>> taking = new AtomicReference<>();

	// Used by the one that takes blocks, of which there is one at a time

	private int blocks = 1;

	private long takenAt = System.nanoTime() - FAST.toNanos();

	InstanceIds(EngineTransactions transactions, CallerTransaction callerTransaction, Database database) {
		this.transactions = transactions;
		this.callerTransaction = callerTransaction;
		this.database = database;
	}

	long next() {
		while (true) {
			Block block = this.current.get();
			long id = block.next.getAndIncrement();
			if (id < block.end) {
				return id;
			}
			Block next = this.spare.poll();
			if (next == null) {
				refill(block);
			}
			else if (!this.current.compareAndSet(block, next)) {
				this.spare.add(next);
			}
		}
	}

	private void refill(Block used) {
		if (this.callerTransaction.isReadable()) {
			add(this.callerTransaction.read(ACTION, (sql) -> this.database.nextInstanceIds(sql, 1)));
			return;
		}
		CompletableFuture<Boolean> mine = new CompletableFuture<>();
		CompletableFuture<Boolean> other = this.taking.compareAndExchange(null, mine);
		if (other != null) {
			if (!other.join()) {
				take(1);
			}
			return;
		}
		boolean taken = false;
		try {
			if (this.current.get() == used && this.spare.isEmpty()) {
				take(wanted());
			}
			taken = true;
		}
		finally {
			this.taking.set(null);
			mine.complete(taken);
		}
	}

	private void take(int wanted) {
		add(this.transactions.execute(ACTION, (sql) -> this.database.nextInstanceIds(sql, wanted)));
	}

	private int wanted() {
		long now = System.nanoTime();
		boolean fast = now - this.takenAt < FAST.toNanos();
		this.takenAt = now;
		this.blocks = fast ? Math.min(MOST_BLOCKS, 2 * this.blocks) : 1;
		return this.blocks;
	}

	private void add(List<Long> firsts) {
		firsts.forEach((first) -> this.spare.add(new Block(first, first + BLOCK)));
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
