package dev.durable.store.jpa;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link SchemaMigration}.
 */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class SchemaMigrationIntegrationTests {

	@Parameter
	TestDatabase database;

	private HikariDataSource dataSource;

	private JdbcClient jdbc;

	@BeforeEach
	void setUp() {
		this.dataSource = this.database.newPool();
		this.jdbc = JdbcClient.create(this.dataSource);
	}

	@AfterEach
	void tearDown() {
		this.dataSource.close();
	}

	@Test
	void createsTheTablesOnce() {
		migrate(SchemaMode.ALWAYS);
		migrate(SchemaMode.ALWAYS);
		migrate(SchemaMode.NEVER);
		assertThat(versions()).containsExactly(1, 2, 3, 4);
	}

	@Test
	void nodesThatStartAtTheSameTimeDoNotDisturbEachOther() {
		Stream.generate(() -> PostgresCluster.run(() -> migrate(SchemaMode.ALWAYS)))
			.limit(8)
			.toList()
			.forEach(CompletableFuture::join);
		assertThat(versions()).containsExactly(1, 2, 3, 4);
	}

	@Test
	void repeatsAScriptThatWasInterrupted() {
		migrate(SchemaMode.ALWAYS);
		this.jdbc.sql("drop table durable_activity").update();
		this.jdbc.sql("delete from durable_schema").update();
		migrate(SchemaMode.ALWAYS);
		assertThat(versions()).containsExactly(1, 2, 3, 4);
		assertThat(this.jdbc.sql("select count(*) from durable_activity").query(Integer.class).single()).isZero();
	}

	@Test
	void missingTablesAreReportedWithTheScriptToRun() {
		assertThatExceptionOfType(SchemaOutdatedException.class).isThrownBy(() -> migrate(SchemaMode.NEVER))
			.satisfies((ex) -> {
				assertThat(ex.actualVersion()).isZero();
				assertThat(ex.requiredVersion()).isEqualTo(4);
				assertThat(ex.script()).startsWith("classpath:dev/durable/schema/").endsWith("/V1__initial.sql");
				assertThat(ex).hasMessageContaining(ex.script());
				assertThat(getClass().getResource(ex.script().replace("classpath:", "/"))).isNotNull();
			});
		assertThat(
				this.jdbc.sql("select count(*) from information_schema.tables where lower(table_name) like 'durable%'")
					.query(Integer.class)
					.single())
			.isZero();
	}

	@Test
	void scriptsThatSomebodyElseHasRunAreEnough() throws IOException {
		SchemaOutdatedException missing = catchThrowableOfType(SchemaOutdatedException.class,
				() -> migrate(SchemaMode.NEVER));
		Resource[] scripts = new PathMatchingResourcePatternResolver()
			.getResources(missing.script().replace("V1__initial", "*"));
		Arrays.sort(scripts, Comparator.comparing(Resource::getFilename));
		for (int i = 0; i < scripts.length; i++) {
			new ResourceDatabasePopulator(scripts[i]).execute(this.dataSource);
			assertThat(versions()).hasSize(i + 1).contains(i + 1);
		}
		migrate(SchemaMode.NEVER);
		migrate(SchemaMode.ALWAYS);
		assertThat(versions()).hasSize(missing.requiredVersion());
	}

	@Test
	void newerTablesAreAccepted() {
		migrate(SchemaMode.ALWAYS);
		this.jdbc.sql("insert into durable_schema values (99, current_timestamp)").update();
		migrate(SchemaMode.ALWAYS);
		migrate(SchemaMode.NEVER);
	}

	@Test
	void theStoreOpensWithItsTables() {
		try (JpaDurableStore store = JpaDurableStore.builder(this.dataSource).build()) {
			assertThat(store.nodes().nodes()).isEmpty();
			assertThat(store.description())
				.startsWith((this.database == TestDatabase.POSTGRESQL) ? "PostgreSQL 1" : "H2 2");
		}
	}

	private void migrate(SchemaMode mode) {
		new SchemaMigration(this.dataSource, mode).run();
	}

	private List<Integer> versions() {
		return this.jdbc.sql("select version from durable_schema order by version").query(Integer.class).list();
	}

}
