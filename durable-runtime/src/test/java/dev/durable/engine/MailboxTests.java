package dev.durable.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;

import dev.durable.history.ExecutionSuspended;
import dev.durable.store.InboxMessage;
import dev.durable.store.Message;
import dev.durable.store.MessageKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Mailbox}.
 */
class MailboxTests {

	private static final int LIMIT = 3;

	private final Mailbox mailbox = new Mailbox(new ReentrantLock());

	@Test
	void wantsMoreOnceWhenAllOfAFullReadingIsTaken() {
		this.mailbox.haveRead(messages(1, LIMIT), LIMIT);
		assertThat(this.mailbox.wantsMore()).isFalse();
		assertThat(take()).hasSize(LIMIT);
		assertThat(this.mailbox.wantsMore()).isTrue();
		assertThat(this.mailbox.wantsMore()).isFalse();
	}

	@Test
	void wantsNoMoreWhenTheStoreHadNoMore() {
		this.mailbox.haveRead(messages(1, LIMIT - 1), LIMIT);
		take();
		assertThat(this.mailbox.wantsMore()).isFalse();
	}

	@Test
	void aDetourIsOpenUntilTheStoreHasBeenReadToItsEnd() {
		Delivery posted = delivery();
		this.mailbox.add(posted);
		assertThat(this.mailbox.followDetour()).isFalse();
		assertThat(this.mailbox.withdraw(posted)).isTrue();
		this.mailbox.detourEnded();
		this.mailbox.reading();
		this.mailbox.haveRead(messages(1, LIMIT), LIMIT);
		assertThat(this.mailbox.followDetour()).isTrue();
		this.mailbox.detourEnded();
		this.mailbox.reading();
		this.mailbox.haveRead(messages(LIMIT + 1, LIMIT + 1), LIMIT);
		assertThat(this.mailbox.followDetour()).isFalse();
	}

	@Test
	void whatATurnHasTakenIsNotWithdrawnAndGoesNoOtherWay() {
		Delivery posted = delivery();
		this.mailbox.add(posted);
		assertThat(take()).containsExactly(posted);
		assertThat(this.mailbox.withdraw(posted)).isFalse();
		assertThat(this.mailbox.followDetour()).isFalse();
	}

	@Test
	void whatIsPutFirstComesBeforeAllThatWaits() {
		this.mailbox.haveRead(messages(1, 1), LIMIT);
		Delivery first = delivery();
		this.mailbox.addFirst(first);
		assertThat(take()).hasSize(2).first().isSameAs(first);
	}

	private List<Delivery> take() {
		List<Delivery> taken = new ArrayList<>();
		this.mailbox.take(0, taken);
		return taken;
	}

	private static Delivery delivery() {
		return Delivery.internal(new ExecutionSuspended("for a test"), Delivery.ANY_GENERATION);
	}

	private static List<InboxMessage> messages(long first, long last) {
		return LongStream.rangeClosed(first, last)
			.mapToObj(
					(id) -> new InboxMessage(id, 7, new Message(MessageKind.EVENT, "go", 0, 0, 0, null), Instant.EPOCH))
			.toList();
	}

}
