package dev.durable.example.orders;

import java.math.BigDecimal;
import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings for orders.
 *
 * @param approvalThreshold the total above which an order needs approval
 * @param approvalTimeLimit how long to wait for approval before the order is cancelled
 */
@ConfigurationProperties("example.orders")
record OrderProperties(@DefaultValue("1000") BigDecimal approvalThreshold,
		@DefaultValue("10m") Duration approvalTimeLimit) {

}
