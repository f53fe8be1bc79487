package dev.durable.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

import dev.durable.engine.CommitSlot.State;
import dev.durable.history.EventRaised;
import dev.durable.history.TaskCompleted;
import dev.durable.store.InboxMessage;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Inbox}.
 */
class InboxTests {

	private static final int GENERATION = 3;

	private static final Delivery EVENT = Delivery.internal(new EventRaised("go", null), Delivery.ANY_GENERATION);

	private final Inbox inbox = new Inbox();

	private final CompletableFuture<Boolean> acknowledgement = new CompletableFuture<>();

	private final CommitSlot slot = new CommitSlot();

	@Test
	void whatIsReadTwiceIsTakenOnce() {
		this.inbox.addAll(events(1, 2, null));
		this.inbox.addAll(events(1, 3, null));
		assertThat(take()).extracting(Delivery::messageId).containsExactly(1L, 2L, 3L);
		this.inbox.addAll(events(2, 4, null));
		assertThat(take()).extracting(Delivery::messageId).containsExactly(4L);
	}

	@Test
	void aTurnTakesNoMoreThanFiveHundred() {
		this.inbox.addAll(events(1, 501, null));
		assertThat(take()).hasSize(500);
		assertThat(take()).extracting(Delivery::messageId).containsExactly(501L);
		assertThat(take()).isEmpty();
	}

	@Test
	void aTurnTakesNoMoreThanFitsIntoOneRow() {
		String large = "x".repeat(600_000);
		this.inbox.addAll(events(1, 3, large));
		assertThat(take()).hasSize(2);
		for (int i = 4; i < 7; i++) {
			this.inbox.add(Delivery.internal(new TaskCompleted(i, 1, large), GENERATION));
		}
		assertThat(take()).hasSize(2);
		assertThat(take()).hasSize(2);
	}

	@Test
	void whatIsForAnotherGenerationIsConsumedWithoutEffect() {
		this.inbox.addAll(List.of(answer(1, GENERATION - 1), answer(2, GENERATION)));
		List<Delivery> taken = take();
		assertThat(taken).extracting(Delivery::messageId).containsExactly(1L, 2L);
		assertThat(taken.get(0).incident()).isNull();
		assertThat(taken.get(1).incident()).isNotNull();
	}

	@Test
	void whatIsForAnotherGenerationAndWasInNoInboxIsRefused() {
		this.inbox.add(new Delivery(new TaskCompleted(1, 1, null), 0, GENERATION - 1, this.acknowledgement));
		assertThat(take()).isEmpty();
		assertThat(this.acknowledgement).isCompletedWithValue(false);
	}

	@Test
	void whatAnActivityCommitsIsAloneInItsTurn() {
		Delivery result = Delivery.within(this.slot, new TaskCompleted(1, 1, null), GENERATION);
		this.inbox.add(EVENT);
		this.inbox.add(result);
		this.inbox.add(EVENT);
		assertThat(take()).containsExactly(EVENT);
		assertThat(take()).containsExactly(result);
		assertThat(take()).containsExactly(EVENT);
	}

	@Test
	void whatAnActivityDoesNotWaitForAnyMoreIsLeftOut() throws InterruptedException {
		this.inbox.add(Delivery.within(this.slot, new TaskCompleted(1, 1, null), GENERATION));
		this.inbox.add(EVENT);
		assertThat(this.slot.await(Duration.ZERO)).isEqualTo(State.WAITING);
		assertThat(take()).containsExactly(EVENT);
	}

	@Test
	void allThatIsRefusedIsToldSo() throws InterruptedException {
		this.inbox.add(Delivery.acknowledged(new EventRaised("go", null), this.acknowledgement));
		this.inbox.add(Delivery.within(this.slot, new TaskCompleted(1, 1, null), GENERATION));
		this.inbox.refuseAll();
		assertThat(this.acknowledgement).isCompletedWithValue(false);
		assertThat(this.slot.await(Duration.ofMinutes(1))).isEqualTo(State.REFUSED);
		assertThat(this.inbox.isEmpty()).isTrue();
	}

	private List<Delivery> take() {
		List<Delivery> taken = new ArrayList<>();
		this.inbox.take(GENERATION, taken);
		return taken;
	}

	private static List<InboxMessage> events(long first, long last, String payload) {
		return LongStream.rangeClosed(first, last)
			.mapToObj((id) -> message(id, new Message(MessageKind.EVENT, "go", 0, 0, payload)))
			.toList();
	}

	private static InboxMessage answer(long id, int generation) {
		return message(id, new Message(MessageKind.CHILD_COMPLETED, "", generation, 1, null));
	}

	private static InboxMessage message(long id, Message message) {
		return new InboxMessage(id, 7, message, Instant.EPOCH);
	}

}
