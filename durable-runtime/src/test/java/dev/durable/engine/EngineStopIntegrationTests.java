package dev.durable.engine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Engine contract: the end of a node whose activities do not end.
 */
class EngineStopIntegrationTests extends EngineContractTests {

	private final CountDownLatch working = new CountDownLatch(1);

	private volatile boolean enough;

	@AfterEach
	void letItEnd() {
		this.enough = true;
	}

	@Test
	void theDatabaseOfTheApplicationStaysOpenWhateverTheActivitiesDoWithIt() throws Exception {
		jdbc().sql("create table if not exists worked (text varchar(100))").update();
		this.code.activity("Works", Void.class, (context, input) -> {
			while (!this.enough) {
				jdbc().sql("insert into worked values ('some')").update();
				this.working.countDown();
			}
			return null;
		});
		this.code.orchestrator("Works", (context, input) -> context.callActivity("Works", null, Void.class).await());
		DurableEngine engine = startEngine((settings) -> settings.withShutdownTimeout(Duration.ofMillis(50)));
		client().start("Works", null);
		this.working.await();
		engine.stop();
		assertThat(jdbc().sql("select count(*) from worked").query(Long.class).single()).isPositive();
		assertThat(jdbc().sql("insert into worked values ('more')").update()).isOne();
	}

}
