package dev.durable.store.jpa;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import dev.durable.store.Receiver;
import dev.durable.store.StoreException;
import dev.durable.store.StoreException.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link MessageGroups}.
 */
class MessageGroupsTests {

	private static final Receiver RECEIVER = new Receiver(7, false);

	private final List<List<Sending>> written = new CopyOnWriteArrayList<>();

	private final CountDownLatch firstMayEnd = new CountDownLatch(1);

	private final ExecutorService senders = Executors.newCachedThreadPool();

	private final List<Thread> waiting = new CopyOnWriteArrayList<>();

	@AfterEach
	void tearDown() {
		this.senders.shutdownNow();
	}

	@Test
	void whatGathersWhileAGroupIsWrittenMakesTheNextOne() throws Exception {
		MessageGroups groups = new MessageGroups(this::write);
		List<CompletableFuture<Receiver>> results = sendBehindTheFirst(groups, 20, "payload");
		this.firstMayEnd.countDown();
		for (CompletableFuture<Receiver> result : results) {
			assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo(RECEIVER);
		}
		assertThat(this.written).extracting(List::size).containsExactly(1, 20);
		assertThat(send(groups, "later", "x").receiver()).isEqualTo(RECEIVER);
	}

	@Test
	void aGroupIsNeitherLongNorLarge() throws Exception {
		MessageGroups groups = new MessageGroups(this::write);
		List<CompletableFuture<Receiver>> results = sendBehindTheFirst(groups, 9, "x".repeat(1024 * 1024));
		this.firstMayEnd.countDown();
		for (CompletableFuture<Receiver> result : results) {
			assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo(RECEIVER);
		}
		assertThat(this.written).extracting(List::size).containsExactly(1, 4, 4, 1);
	}

	@Test
	void afterAnErrorNobodyKnowsAndTheOthersGoOn() throws Exception {
		MessageGroups groups = new MessageGroups(failingFirst());
		List<CompletableFuture<Receiver>> results = sendBehindTheFirst(groups, 2, "x");
		this.firstMayEnd.countDown();
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> join(results.get(0)))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.UNKNOWN));
		assertThat(results.get(1).get(10, TimeUnit.SECONDS)).isEqualTo(RECEIVER);
		assertThat(results.get(2).get(10, TimeUnit.SECONDS)).isEqualTo(RECEIVER);
	}

	/**
	 * What nobody knows of must not be sent alone: it may be there already.
	 */
	@Test
	void nobodyKnowsEvenIfThereIsNoRoomToSaySo() throws Exception {
		MessageGroups groups = new MessageGroups(failingWithoutMessage());
		List<CompletableFuture<Receiver>> results = sendBehindTheFirst(groups, 3, "x");
		this.firstMayEnd.countDown();
		assertThat(results.get(0).get(10, TimeUnit.SECONDS)).isEqualTo(RECEIVER);
		List<Throwable> failures = new ArrayList<>();
		for (CompletableFuture<Receiver> result : results.subList(1, 4)) {
			failures.add(catchThrowable(() -> join(result)));
		}
		assertThat(failures).filteredOn(OutOfMemoryError.class::isInstance).hasSize(1);
		assertThat(failures)
			.filteredOn((failure) -> failure instanceof StoreException unknown && unknown.kind() == Kind.UNKNOWN)
			.hasSize(2);
	}

	@Test
	void whatTheWriterDoesNotSettleIsToBeSentAlone() {
		MessageGroups groups = new MessageGroups((group) -> {
		});
		assertThat(send(groups, "a", "x").receiver()).isNull();
	}

	private List<CompletableFuture<Receiver>> sendBehindTheFirst(MessageGroups groups, int count, String payload) {
		List<CompletableFuture<Receiver>> results = new ArrayList<>();
		results.add(sending(groups, "first", payload));
		await().untilAsserted(() -> assertThat(this.written).hasSize(1));
		IntStream.range(0, count).forEach((i) -> results.add(sending(groups, "i" + i, payload)));
		await().untilAsserted(() -> assertThat(this.waiting).hasSize(count + 1)
			.allMatch((thread) -> thread.getState() == Thread.State.WAITING));
		return results;
	}

	private CompletableFuture<Receiver> sending(MessageGroups groups, String instanceId, String payload) {
		return CompletableFuture.supplyAsync(() -> {
			this.waiting.add(Thread.currentThread());
			return send(groups, instanceId, payload).receiver();
		}, this.senders);
	}

	private static Sending send(MessageGroups groups, String instanceId, String payload) {
		Sending sending = new Sending("hub", instanceId, new Message(MessageKind.EVENT, "e", 0, 0, payload), 10, null);
		groups.send(sending);
		return sending;
	}

	private void write(List<Sending> group) {
		this.written.add(List.copyOf(group));
		awaitFirst();
		group.forEach((sending) -> sending.accepted(RECEIVER));
	}

	private Consumer<List<Sending>> failingFirst() {
		return (group) -> {
			write(group.subList(0, 0));
			if (this.written.size() == 1) {
				throw new OutOfMemoryError("for a test");
			}
			group.forEach((sending) -> sending.accepted(RECEIVER));
		};
	}

	private Consumer<List<Sending>> failingWithoutMessage() {
		return (group) -> {
			write(group.subList(0, 0));
			if (this.written.size() > 1) {
				throw new WithoutMessage();
			}
			group.forEach((sending) -> sending.accepted(RECEIVER));
		};
	}

	private void awaitFirst() {
		try {
			this.firstMayEnd.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void join(CompletableFuture<Receiver> result) throws Throwable {
		try {
			result.get(10, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw ex.getCause();
		}
	}

	/**
	 * An exception that uses up the last memory when it is asked what it is about.
	 */
	private static final class WithoutMessage extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new OutOfMemoryError("for a test");
		}

	}

}
