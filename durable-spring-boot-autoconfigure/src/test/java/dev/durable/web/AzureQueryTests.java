package dev.durable.web;

import java.time.Duration;
import java.time.Instant;

import dev.durable.RuntimeStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AzureQuery}.
 */
class AzureQueryTests {

	@Test
	void namesAreTheSameInUpperAndLowerCase() {
		AzureQuery query = new AzureQuery(
				"TASKHUB=Hub&reason=changed+my%20mind&code=a%2Bb&REASON=other&empty=&blank=+");
		assertThat(query.text("taskHub")).isEqualTo("Hub");
		assertThat(query.text("Reason")).isEqualTo("changed my mind");
		assertThat(query.text("code")).isEqualTo("a+b");
		assertThat(query.text("empty")).isNull();
		assertThat(query.text("blank")).isNull();
		assertThat(query.text("absent")).isNull();
		assertThat(new AzureQuery(null).text("taskHub")).isNull();
		assertThat(new AzureQuery("&&=&code=%zz").text("code")).isEqualTo("%zz");
	}

	@ParameterizedTest
	@CsvSource({ "True,true", "TRUE,true", "true,true", "False,false", "FALSE,false", "+true+,true" })
	void flagsAreTheSameInUpperAndLowerCase(String text, boolean value) {
		assertThat(new AzureQuery("flag=" + text).flag("flag", false)).isEqualTo(value);
		assertThat(new AzureQuery("flag=" + text).flag("flag", true)).isEqualTo(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1", "yes", "tru" })
	void unusableFlagsCountAsAbsent(String text) {
		assertThat(new AzureQuery("flag=" + text).flag("flag", false)).isFalse();
		assertThat(new AzureQuery("flag=" + text).flag("flag", true)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "2026-07-01T12:00:00Z,2026-07-01T12:00:00Z", "2026-07-01T12:00:00.123456Z,2026-07-01T12:00:00.123456Z",
			"2026-07-01T12:00:00.1234567Z,2026-07-01T12:00:00.123456700Z",
			"2026-07-01T14:00:00%2B02:00,2026-07-01T12:00:00Z", "2026-07-01T14:00:00+02:00,2026-07-01T12:00:00Z",
			"2026-07-01T12:00,2026-07-01T12:00:00Z", "2026-07-01T12:00:00,2026-07-01T12:00:00Z",
			"2026-07-01,2026-07-01T00:00:00Z" })
	void readsTimes(String text, Instant time) {
		assertThat(new AzureQuery("time=" + text).time("time")).isEqualTo(time);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "now", "2026-13-01", "2026-07-01T25:00:00Z", "1751371200" })
	void unusableTimesCountAsAbsent(String text) {
		assertThat(new AzureQuery("time=" + text).time("time")).isNull();
	}

	@Test
	void readsStatuses() {
		assertThat(new AzureQuery("s=Running,failed,Odd&s=ContinuedAsNew&S=+Pending").statuses("s"))
			.containsExactlyInAnyOrder(RuntimeStatus.RUNNING, RuntimeStatus.FAILED, RuntimeStatus.CONTINUED_AS_NEW,
					RuntimeStatus.PENDING);
		assertThat(new AzureQuery("s=Odd").statuses("s")).isEmpty();
		assertThat(new AzureQuery("").statuses("s")).isEmpty();
	}

	@Test
	void readsNumbersAndWaits() {
		assertThat(new AzureQuery("top=7").number("top")).isEqualTo(7);
		for (String text : new String[] { "0", "-1", "many", "99999999999" }) {
			assertThat(new AzureQuery("top=" + text).number("top")).as(text).isNull();
		}
		assertThat(new AzureQuery("timeout=1.5").seconds("timeout")).isEqualTo(Duration.ofMillis(1500));
		assertThat(new AzureQuery("timeout=1e99").seconds("timeout")).isEqualTo(Duration.ofDays(1));
		for (String text : new String[] { "0", "-1", "soon", "NaN", "0.0001" }) {
			assertThat(new AzureQuery("timeout=" + text).seconds("timeout")).as(text).isNull();
		}
	}

}
