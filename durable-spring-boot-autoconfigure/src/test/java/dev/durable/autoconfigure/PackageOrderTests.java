package dev.durable.autoconfigure;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * Tests that the packages of this module depend on each other in one direction only:
 * {@code autoconfigure} may use {@code web}.
 */
@AnalyzeClasses(packages = "dev.durable", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageOrderTests {

	@ArchTest
	final ArchRule onlyAutoConfigurationUsesAutoConfiguration = noClasses().that()
		.resideOutsideOfPackage("dev.durable.autoconfigure..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("dev.durable.autoconfigure..");

	@ArchTest
	final ArchRule theRuntimeDoesNotUseTheWeb = noClasses().that()
		.resideOutsideOfPackages("dev.durable.autoconfigure..", "dev.durable.web..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("dev.durable.web..");

}
