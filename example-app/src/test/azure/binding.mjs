// What the Azure Functions host hands to a function that asks for a durable client, made for an application that is
// reached over HTTP: links for an instance with the id INSTANCEID, for the client to put other ids into.

import { createRequire } from 'node:module';

const INSTANCE_ID = 'INSTANCEID';

export const ORIGIN = required('EXAMPLE_ORIGIN');
export const TASK_HUB = required('EXAMPLE_TASK_HUB');
export const CODE = process.env.EXAMPLE_CODE;
export const CONNECTION = 'Storage';

// Has to be there before the client is loaded: otherwise the client takes itself to be on a developer's machine, and asks
// on port 7071.
process.env.WEBSITE_HOSTNAME = new URL(ORIGIN).host;

export const df = createRequire(import.meta.url)('durable-functions');

function required(name) {
	const value = process.env[name];
	if (!value) {
		throw new Error(`The environment variable ${name} must be set`);
	}
	return value;
}

/**
 * The query string that every link has to carry.
 */
export function requiredQuery(overrides = {}) {
	const parameters = { taskHub: TASK_HUB, connection: CONNECTION, ...(CODE ? { code: CODE } : {}), ...overrides };
	return Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}

/**
 * Links as the application itself makes them: those of an instance called INSTANCEID.
 */
async function linksOfTheApplication(baseUrl) {
	const url = `${baseUrl}/orchestrators/HelloCities/${INSTANCE_ID}?${requiredQuery()}&timeout=30`;
	const output = await fetch(url, { method: 'POST' });
	if (output.status !== 200) {
		throw new Error(`Status ${output.status}: ${await output.text()}`);
	}
	const counter = `${baseUrl}/orchestrators/Counter/${INSTANCE_ID}?${requiredQuery()}`;
	const started = await fetch(counter, { method: 'POST' });
	const links = await started.json();
	if (started.status !== 202) {
		throw new Error(`Status ${started.status}: ${JSON.stringify(links)}`);
	}
	await fetch(links.terminatePostUri.replace('{text}', 'links'), { method: 'POST' });
	return links;
}

/**
 * The links as the documentation has them.
 */
function documentedLinks(baseUrl, query) {
	const instance = `${baseUrl}/instances/${INSTANCE_ID}`;
	return {
		id: INSTANCE_ID,
		statusQueryGetUri: `${instance}?${query}`,
		sendEventPostUri: `${instance}/raiseEvent/{eventName}?${query}`,
		terminatePostUri: `${instance}/terminate?reason={text}&${query}`,
		rewindPostUri: `${instance}/rewind?reason={text}&${query}`,
		purgeHistoryDeleteUri: `${instance}?${query}`,
		restartPostUri: `${instance}/restart?${query}`,
		suspendPostUri: `${instance}/suspend?reason={text}&${query}`,
		resumePostUri: `${instance}/resume?reason={text}&${query}`,
	};
}

/**
 * A client that knows the application by its links.
 */
export async function clientOfLinks(prefix, overrides) {
	const baseUrl = ORIGIN + prefix;
	const query = requiredQuery(overrides);
	const managementUrls = overrides ? documentedLinks(baseUrl, query) : await linksOfTheApplication(baseUrl);
	return client({
		taskHubName: TASK_HUB,
		creationUrls: {
			createNewInstancePostUri: `${baseUrl}/orchestrators/{functionName}[/{instanceId}]?${query}`,
			createAndWaitOnNewInstancePostUri: `${baseUrl}/orchestrators/{functionName}[/{instanceId}]`
				+ `?timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}&${query}`,
		},
		managementUrls,
		baseUrl,
		requiredQueryStringParameters: query,
	});
}

/**
 * A client that makes the paths itself, as it does where the host offers its local endpoint.
 */
export async function clientOfEndpoint(prefix) {
	const baseUrl = ORIGIN + prefix;
	const query = requiredQuery();
	return client({
		taskHubName: TASK_HUB,
		creationUrls: { createNewInstancePostUri: `${baseUrl}/orchestrators/{functionName}[/{instanceId}]?${query}` },
		managementUrls: documentedLinks(baseUrl, query),
		baseUrl,
		requiredQueryStringParameters: query,
		rpcBaseUrl: `${baseUrl}/`,
	});
}

function client(binding) {
	const input = df.input.durableClient();
	return df.getClient({ options: { extraInputs: [input] }, extraInputs: { get: () => binding } });
}
