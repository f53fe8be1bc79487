package dev.durable.autoconfigure;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import dev.durable.web.ManagementOperation;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties for the management of durable orchestrations over HTTP.
 */
@ConfigurationProperties("durable.management")
public class DurableManagementProperties {

	/**
	 * Whether orchestrations can be managed over HTTP.
	 */
	private boolean enabled = true;

	/**
	 * Path below which the management API is found.
	 */
	private String basePath = "/runtime/orchestrations";

	/**
	 * URL that links to the management API begin with, such as
	 * "https://orders.example.com". By default, origin and context path of the request.
	 */
	private @Nullable String baseUrl;

	/**
	 * Keys of which every call needs one, as query parameter "code" or in the header
	 * "x-functions-key". Links carry the first one.
	 */
	private List<String> systemKey = new ArrayList<>();

	/**
	 * Whether callers on other machines are served even without system key and Spring
	 * Security.
	 */
	private boolean allowRemote;

	/**
	 * Operations that are available.
	 */
	private Set<ManagementOperation> operations = EnumSet.allOf(ManagementOperation.class);

	/**
	 * HTTP status that tells of an orchestration that failed or was terminated: 400, 200
	 * or 500.
	 */
	private int failedStatus = 400;

	private final Azure azure = new Azure();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public String getBasePath() {
		return this.basePath;
	}

	public void setBasePath(String basePath) {
		this.basePath = basePath;
	}

	public @Nullable String getBaseUrl() {
		return this.baseUrl;
	}

	public void setBaseUrl(@Nullable String baseUrl) {
		this.baseUrl = baseUrl;
	}

	public List<String> getSystemKey() {
		return this.systemKey;
	}

	public void setSystemKey(List<String> systemKey) {
		this.systemKey = systemKey;
	}

	public boolean isAllowRemote() {
		return this.allowRemote;
	}

	public void setAllowRemote(boolean allowRemote) {
		this.allowRemote = allowRemote;
	}

	public Set<ManagementOperation> getOperations() {
		return this.operations;
	}

	public void setOperations(Set<ManagementOperation> operations) {
		this.operations = operations;
	}

	public int getFailedStatus() {
		return this.failedStatus;
	}

	public void setFailedStatus(int failedStatus) {
		this.failedStatus = failedStatus;
	}

	public Azure getAzure() {
		return this.azure;
	}

	/**
	 * Properties of the routes for clients of Azure Durable Functions.
	 */
	public static class Azure {

		/**
		 * Whether clients of Azure Durable Functions find the management API at the paths
		 * that they know.
		 */
		private boolean enabled;

		/**
		 * Name that clients of Azure Durable Functions use for the connection to the
		 * database.
		 */
		private String connection = "Storage";

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public String getConnection() {
			return this.connection;
		}

		public void setConnection(String connection) {
			this.connection = connection;
		}

	}

}
