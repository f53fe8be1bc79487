package dev.durable.engine;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Detours}.
 */
class DetoursTests {

	private final Detours detours = new Detours();

	@Test
	void areOpenUntilTheInboxHasBeenReadAfterTheirEnd() {
		assertThat(this.detours.areOpen()).isFalse();
		this.detours.begin();
		read();
		assertThat(this.detours.areOpen()).isTrue();
		this.detours.end();
		assertThat(this.detours.areOpen()).isTrue();
		read();
		assertThat(this.detours.areOpen()).isFalse();
	}

	@Test
	void whatEndsWhileTheInboxIsBeingReadMayNotHaveBeenFound() {
		this.detours.begin();
		this.detours.begin();
		this.detours.end();
		this.detours.reading();
		this.detours.end();
		this.detours.haveRead();
		assertThat(this.detours.areOpen()).isTrue();
		read();
		assertThat(this.detours.areOpen()).isFalse();
	}

	@Test
	void whatWasReadTwiceCountsOnce() {
		this.detours.begin();
		this.detours.begin();
		this.detours.end();
		this.detours.reading();
		this.detours.reading();
		this.detours.haveRead();
		this.detours.haveRead();
		assertThat(this.detours.areOpen()).isTrue();
	}

	private void read() {
		this.detours.reading();
		this.detours.haveRead();
	}

}
