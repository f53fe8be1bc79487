package dev.durable.example.kill;

import dev.durable.example.kill.ExampleClient.Answer;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an accepted orchestration has to come to.
 */
interface Expectation {

	void verify(String instanceId, JsonNode output);

	/**
	 * Three greetings.
	 */
	record Greetings() implements Expectation {

		@Override
		public void verify(String instanceId, JsonNode output) {
			assertThat(output.toString()).as(instanceId)
				.isEqualTo("[\"Hello Tokyo!\",\"Hello Seattle!\",\"Hello London!\"]");
		}

	}

	/**
	 * As many as events were accepted; those without an answer may be in or not.
	 */
	final class Count implements Expectation {

		private int accepted;

		private int unanswered;

		void add(Answer answer) {
			if (answer == Answer.NONE) {
				this.unanswered++;
			}
			else {
				assertThat(answer.status()).isEqualTo(202);
				this.accepted++;
			}
		}

		@Override
		public void verify(String instanceId, JsonNode output) {
			assertThat(output.asInt()).as(instanceId).isBetween(this.accepted, this.accepted + this.unanswered);
		}

	}

	/**
	 * An order that is shipped or cancelled.
	 */
	record Order(boolean shipped) implements Expectation {

		@Override
		public void verify(String instanceId, JsonNode output) {
			assertThat(output.path("state").asString()).as(instanceId)
				.isEqualTo(this.shipped ? "SHIPPED" : "CANCELLED");
		}

	}

}
