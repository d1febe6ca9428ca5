// Requests to the extension's server part.
import { coreutils, services } from "./shared.js";

/**
 * What is wrong, in the form of a finding (`blogtools.errors.Finding`).
 * @typedef {{slug: string, message: string, where: {file?: string, cell?: number, line?: number}, hint: string,
 *   severity: string}} Finding
 */

/** The server said no: it cannot do what was asked, and says why. */
export class RefusedError extends Error {
  /**
   * @param {string} message
   * @param {number} status
   * @param {Finding | undefined} problem
   */
  constructor(message, status, problem) {
    super(message);
    this.status = status;
    this.problem = problem;
  }
}

/**
 * The URL of an address of the server part.
 * @param {...string} parts
 */
export function url(...parts) {
  return coreutils.URLExt.join(services.ServerConnection.makeSettings().baseUrl, "blogtools", ...parts);
}

/**
 * Ask the server; the response may be read as it comes.
 * @param {string} path
 * @param {unknown} [body] sent as JSON with POST; without it the request is a GET
 * @param {AbortSignal} [signal]
 * @returns {Promise<Response>}
 */
export async function send(path, body, signal) {
  const settings = services.ServerConnection.makeSettings();
  const request = body === undefined ? { method: "GET" } : { method: "POST", body: JSON.stringify(body) };
  const response = await services.ServerConnection.makeRequest(url(path), { ...request, signal }, settings);
  if (response.ok) return response;
  /** @type {{message?: string, problem?: Finding}} */
  let told = {};
  try {
    told = await response.json();
  } catch {
    // What stands before the server (a proxy, a login) does not speak JSON; the status says enough.
  }
  throw new RefusedError(told.message ?? `${response.status} ${response.statusText}`, response.status, told.problem);
}

/**
 * Ask the server, and get its answer.
 * @param {string} path
 * @param {unknown} [body]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function ask(path, body, signal) {
  return (await send(path, body, signal)).json();
}
