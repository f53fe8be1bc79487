package dev.durable.example.kill;

/**
 * Orders that take their time, have trouble or cannot be fulfilled.
 */
enum OrderKind {

	SLOW("4242", "slow-1s", 5, true),

	VERY_SLOW("4242", "slow-2s", 5, true),

	WITH_TROUBLE("4242", "fail-twice", 5, true),

	LARGE("4242", "tea", 5000, true),

	NOT_IN_STOCK("4242", "out-of-stock", 5, false),

	NOT_TO_BE_PACKED("4242", "fail-always", 5, false),

	DECLINED("declined", "tea", 5, false),

	PLAIN("4242", "tea", 5, true);

	private final String card;

	private final String sku;

	private final int price;

	private final boolean shipped;

	OrderKind(String card, String sku, int price, boolean shipped) {
		this.card = card;
		this.sku = sku;
		this.price = price;
		this.shipped = shipped;
	}

	static OrderKind of(int number) {
		return values()[number % values().length];
	}

	boolean needsApproval() {
		return this == LARGE;
	}

	Expectation expectation() {
		return new Expectation.Order(this.shipped);
	}

	String body() {
		return """
				{"customer": "Ada", "card": "%s", "lines": [{"sku": "%s", "quantity": 1, "price": %d},
				{"sku": "tea", "quantity": 2, "price": 3}, {"sku": "cup", "quantity": 1, "price": 4}]}"""
			.formatted(this.card, this.sku, this.price);
	}

}
