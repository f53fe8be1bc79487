package dev.durable.serialization;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.durable.RawJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JacksonDataConverter}.
 */
class JacksonDataConverterTests {

	private final DataConverter converter = new JacksonDataConverter();

	@Test
	void readsRecordsThatItWrote() {
		Order order = new Order("a", List.of(new Line("pen", 2), new Line("ink", 1)), new BigDecimal("12.50"));
		assertThat(this.converter.fromJson(this.converter.toJson(order), Order.class)).isEqualTo(order);
	}

	@Test
	void readsListsOfRecords() {
		List<Line> lines = List.of(new Line("pen", 2), new Line("ink", 1));
		Object read = this.converter.fromJson(this.converter.toJson(lines),
				new ParameterizedTypeReference<List<Line>>() {
				}.getType());
		assertThat(read).isEqualTo(lines);
	}

	@Test
	void readsMapsOfListsOfRecords() {
		Map<String, List<Line>> lines = Map.of("red", List.of(new Line("pen", 2)));
		Object read = this.converter.fromJson(this.converter.toJson(lines),
				new ParameterizedTypeReference<Map<String, List<Line>>>() {
				}.getType());
		assertThat(read).isEqualTo(lines);
	}

	@Test
	void readsTimesThatItWrote() {
		Times times = new Times(Instant.parse("2026-01-02T03:04:05.678901Z"), LocalDate.of(2026, 2, 28),
				Duration.ofMinutes(90));
		String json = this.converter.toJson(times);
		assertThat(json).contains("\"2026-01-02T03:04:05.678901Z\"", "\"2026-02-28\"");
		assertThat(this.converter.fromJson(json, Times.class)).isEqualTo(times);
	}

	@Test
	void readsPrimitiveTypes() {
		assertThat(this.converter.fromJson("3", int.class)).isEqualTo(3);
		assertThat(this.converter.fromJson("3", Long.class)).isEqualTo(3L);
		assertThat(this.converter.fromJson("\"x\"", String.class)).isEqualTo("x");
		assertThat(this.converter.fromJson("true", Boolean.class)).isEqualTo(true);
	}

	@Test
	void nothingIsNothing() {
		assertThat(this.converter.toJson(null)).isNull();
		assertThat(this.converter.fromJson(null, Order.class)).isNull();
		assertThat(this.converter.fromJson(null, RawJson.class)).isNull();
		assertThat(this.converter.fromJson("null", Order.class)).isNull();
		assertThat(this.converter.fromJson("{\"a\":1}", Void.class)).isNull();
		assertThat(this.converter.fromJson("{\"a\":1}", void.class)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.0", "1e400", "null", " { \"b\" : 1, \"a\" : 1.00 } ", "\"\\u0000\"", "[]",
			"123456789012345678901234567890" })
	void passesRawJsonOnUnchanged(String text) {
		assertThat(this.converter.toJson(new RawJson(text))).isEqualTo(text);
		assertThat(this.converter.fromJson(text, RawJson.class)).isEqualTo(new RawJson(text));
	}

	@Test
	void passesLongRawJsonOnUnchanged() {
		String text = "{\"" + "n".repeat(60_000) + "\":" + "1".repeat(2_000) + "}";
		assertThat(this.converter.toJson(new RawJson(text))).isEqualTo(text);
		assertThat(this.converter.fromJson(text, RawJson.class)).isEqualTo(new RawJson(text));
	}

	@Test
	void refusesRawTextThatOnlyTheMapperTakesForJson() {
		DataConverter lenient = new JacksonDataConverter(
				JsonMapper.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build());
		assertThat(lenient.fromJson("1 /* one */", Integer.class)).isEqualTo(1);
		assertThatExceptionOfType(DataConversionException.class)
			.isThrownBy(() -> lenient.toJson(new RawJson("1 /* one */")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", "{", "[1,]", "1 2", "{} {}", "x", "\"a", "{\"a\":1}]", "{a:1}", "nul", "'a'" })
	void refusesRawTextThatIsNotOneValue(String text) {
		assertThatExceptionOfType(DataConversionException.class)
			.isThrownBy(() -> this.converter.toJson(new RawJson(text)));
	}

	@Test
	void refusesRawJsonThatIsNestedTooDeeply() {
		String deep = "[".repeat(5_000) + "]".repeat(5_000);
		assertThatExceptionOfType(DataConversionException.class)
			.isThrownBy(() -> this.converter.toJson(new RawJson(deep)));
	}

	@Test
	void saysWhatDoesNotFit() {
		assertThatExceptionOfType(DataConversionException.class)
			.isThrownBy(() -> this.converter.fromJson("[1]", Order.class))
			.withMessageContaining(Order.class.getName());
		assertThatExceptionOfType(DataConversionException.class)
			.isThrownBy(() -> this.converter.fromJson("{", Order.class));
	}

	@Test
	void saysWhatCannotBeWritten() {
		List<Object> endless = new ArrayList<>();
		endless.add(endless);
		assertThatExceptionOfType(DataConversionException.class).isThrownBy(() -> this.converter.toJson(endless))
			.withMessageContaining("A java.util.ArrayList cannot be written");
	}

	@Test
	void usesTheMapperOfTheApplication() {
		DataConverter snake = new JacksonDataConverter(
				JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build());
		assertThat(snake.toJson(new Named("x"))).isEqualTo("{\"full_name\":\"x\"}");
	}

	/**
	 * A record of records.
	 */
	record Order(String id, List<Line> lines, BigDecimal total) {

	}

	/**
	 * A part of an order.
	 */
	record Line(String article, int quantity) {

	}

	/**
	 * Types of {@code java.time}.
	 */
	record Times(Instant at, LocalDate day, Duration duration) {

	}

	/**
	 * Something with a name of two words.
	 */
	record Named(String fullName) {

	}

}
