package dev.durable.benchmark.meter;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The figures of one cell, by name. What could not be measured is not there.
 */
public final class Measurement {

	private final Map<String, Double> figures = new TreeMap<>();

	/**
	 * Add a figure.
	 * @param name its name
	 * @param value its value; what is not finite adds nothing
	 * @return this measurement
	 */
	public Measurement put(String name, double value) {
		if (Double.isFinite(value)) {
			this.figures.put(name, value);
		}
		return this;
	}

	public Map<String, Double> figures() {
		return Collections.unmodifiableMap(this.figures);
	}

	/**
	 * Return a figure.
	 * @param name its name
	 * @return its value, or {@code NaN}
	 */
	public double get(String name) {
		return this.figures.getOrDefault(name, Double.NaN);
	}

	/**
	 * Write it as properties.
	 * @param file the file
	 */
	public void writeTo(Path file) throws IOException {
		Properties properties = new Properties();
		this.figures.forEach((name, value) -> properties.setProperty(name, value.toString()));
		try (Writer writer = Files.newBufferedWriter(file)) {
			properties.store(writer, null);
		}
	}

	/**
	 * Read what was written.
	 * @param file the file
	 * @return the measurement
	 */
	public static Measurement readFrom(Path file) throws IOException {
		Properties properties = new Properties();
		try (Reader reader = Files.newBufferedReader(file)) {
			properties.load(reader);
		}
		Measurement measurement = new Measurement();
		properties.stringPropertyNames()
			.forEach((name) -> measurement.put(name, Double.parseDouble(properties.getProperty(name))));
		return measurement;
	}

}
