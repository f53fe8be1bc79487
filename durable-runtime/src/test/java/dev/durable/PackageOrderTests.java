package dev.durable;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * Tests that the packages of the runtime depend on each other in one direction only. A
 * package may use those below it:
 *
 * <pre>
 * engine, store.jpa
 * store
 * observation
 * history
 * serialization
 * (root)
 * </pre>
 */
@AnalyzeClasses(packages = "dev.durable", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageOrderTests {

	private static final String ROOT = "dev.durable";

	private static final String SERIALIZATION = "dev.durable.serialization..";

	private static final String HISTORY = "dev.durable.history..";

	private static final String OBSERVATION = "dev.durable.observation..";

	private static final String STORE = "dev.durable.store";

	private static final String STORE_JPA = "dev.durable.store.jpa..";

	private static final String ENGINE = "dev.durable.engine..";

	@ArchTest
	final ArchRule everyPackageHasItsPlace = classes().should()
		.resideInAnyPackage(ROOT, SERIALIZATION, HISTORY, OBSERVATION, STORE, STORE_JPA, ENGINE);

	@ArchTest
	final ArchRule rootUsesNoOther = notUsing(ROOT, SERIALIZATION, HISTORY, OBSERVATION, STORE, STORE_JPA, ENGINE);

	@ArchTest
	final ArchRule serializationUsesNoneAbove = notUsing(SERIALIZATION, HISTORY, OBSERVATION, STORE, STORE_JPA, ENGINE);

	@ArchTest
	final ArchRule historyUsesNoneAbove = notUsing(HISTORY, OBSERVATION, STORE, STORE_JPA, ENGINE);

	@ArchTest
	final ArchRule observationUsesNoneAbove = notUsing(OBSERVATION, STORE, STORE_JPA, ENGINE);

	@ArchTest
	final ArchRule storeUsesNoneAbove = notUsing(STORE, STORE_JPA, ENGINE);

	@ArchTest
	final ArchRule storeJpaDoesNotUseTheEngine = notUsing(STORE_JPA, ENGINE);

	@ArchTest
	final ArchRule engineKnowsOnlyTheContractOfTheStore = notUsing(ENGINE, STORE_JPA);

	@ArchTest
	final ArchRule runsWithoutMetrics = noClasses().that()
		.haveSimpleNameNotEndingWith("Metrics")
		.and()
		.haveSimpleNameNotEndingWith("Meters")
		.and()
		.haveNameNotMatching(".*OrchestratorMeters\\$.*")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.micrometer.core..");

	@ArchTest
	final ArchRule packagesAreFreeOfCycles = SlicesRuleDefinition.slices()
		.matching("dev.durable.(**)")
		.should()
		.beFreeOfCycles()
		.allowEmptyShould(true);

	private static ArchRule notUsing(String packageName, String... others) {
		return noClasses().that()
			.resideInAPackage(packageName)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(others)
			.allowEmptyShould(true);
	}

}
