package dev.durable.example.otlp;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code compose.yaml}, the files that it mounts and the example's profiles say of
 * each other.
 */
class ComposeTests {

	private static final Path PROJECT = Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();

	private final Map<String, Map<String, Object>> services = read("compose.yaml", "services");

	@Test
	void postgresIsStartedUnlessAskedOtherwise() {
		assertThat(this.services.get("postgres")).doesNotContainKey("profiles");
		assertThat(list("postgres", "ports"))
			.contains(port("application-postgres.properties", "spring.datasource.url"));
	}

	@Test
	void collectorIsStartedOnlyWhenAskedFor() {
		assertThat(list("grafana", "profiles")).containsExactly("otlp");
	}

	@Test
	void collectorListensOnThisMachineWhereTheProfileExports() {
		assertThat(list("grafana", "ports")).allMatch((port) -> port.startsWith("127.0.0.1:"))
			.contains("127.0.0.1:"
					+ port("application-otlp.properties", "management.opentelemetry.tracing.export.otlp.endpoint"));
	}

	@Test
	void whatIsMountedExists() {
		assertThat(list("grafana", "volumes")).map((volume) -> volume.split(":")[0])
			.isNotEmpty()
			.allSatisfy((source) -> assertThat(PROJECT.resolve(source)).exists());
	}

	@Test
	void dashboardsAreMountedWhereGrafanaLooksForThem() {
		List<Map<String, Map<String, String>>> providers = read("docs/grafana/provisioning.yaml", "providers");
		assertThat(list("grafana", "volumes"))
			.contains("./docs/grafana:" + providers.get(0).get("options").get("path") + ":ro");
	}

	@SuppressWarnings("unchecked")
	private List<String> list(String service, String key) {
		return (List<String>) this.services.get(service).get(key);
	}

	/**
	 * Return the port of a URL in a file of properties, as both sides of a published one.
	 */
	private static String port(String file, String property) {
		try {
			Properties properties = PropertiesLoaderUtils.loadProperties(new ClassPathResource(file));
			String url = properties.getProperty(property).replace("jdbc:", "");
			int port = URI.create(url).getPort();
			return port + ":" + port;
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	@SuppressWarnings("unchecked")
	private static <T> T read(String file, String key) {
		try (InputStream content = Files.newInputStream(PROJECT.resolve(file))) {
			Map<String, Object> all = new Yaml().load(content);
			return (T) all.get(key);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
