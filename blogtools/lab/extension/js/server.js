// Requests to the server extension.
import { apputils, coreutils, services } from "./shared.js";

const LARGE = 1_000_000; // bytes from which a request may have been refused for its size
const LOGGED_OUT = "You are no longer logged in. Log in again in another browser tab; then this page continues.";
const MISSING =
  "The server extension of blogtools is not running. Enable it (`jupyter server extension enable blogtools.lab`) and restart the server.";
/** HTTP status to message, for responses without a message. @type {Record<number, string>} */
const MEANINGS = {
  401: LOGGED_OUT,
  403: LOGGED_OUT,
  404: MISSING,
  500: "Internal server error; see the server's log.",
};
/** Matches Jupyter's generic messages; the one about XSRF cookies means that the user is logged out. */
const GENERIC = /^(Forbidden|Unhandled error|.*xsrf.*)$/i;

/**
 * A finding (`blogtools.errors.Finding`).
 * @typedef {{slug: string, message: string, where: {file?: string, cell?: number, line?: number}, hint: string,
 *   severity: string}} Finding
 */

/** The server refused a request and said why. */
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
 * A sentence for the author that explains a failed request.
 * @param {unknown} error
 */
export function wordsOf(error) {
  if (isAway(error)) return "The server does not answer. Trying again …";
  return error instanceof Error ? error.message : String(error);
}

/**
 * Whether the server is unreachable, possibly only for a moment.
 * @param {unknown} error
 */
export function isAway(error) {
  if (error instanceof RefusedError) return error.status > 500;
  return error instanceof services.ServerConnection.NetworkError;
}

/**
 * The URL of an endpoint of the server extension.
 * @param {...string} parts
 */
export function url(...parts) {
  return coreutils.URLExt.join(services.ServerConnection.makeSettings().baseUrl, "blogtools", ...parts);
}

/**
 * Send a request; the response can be streamed.
 * @param {string} path
 * @param {unknown} [body] sent as JSON with POST; without it, the request is a GET
 * @param {AbortSignal} [signal]
 * @returns {Promise<Response>}
 */
export async function send(path, body, signal) {
  const settings = services.ServerConnection.makeSettings();
  const request = body === undefined ? { method: "GET" } : { method: "POST", body: JSON.stringify(body) };
  const response = await services.ServerConnection.makeRequest(url(path), { ...request, signal }, settings);
  if (response.ok) return response;
  /** @type {{message?: string, problem?: Finding}} */
  let details = {};
  try {
    details = await response.json();
  } catch {
    // A proxy or login page does not send JSON; the status has to do.
  }
  throw refusal(response, details, request.body?.length ?? 0);
}

let isMissingReported = false;

/**
 * @param {Response} response
 * @param {{message?: string, problem?: Finding}} details
 * @param {number} size of the request
 */
function refusal({ status, statusText }, { message, problem }, size) {
  // Jupyter Server responds 400 to requests that are too large.
  if (!message && (status === 413 || (status === 400 && size > LARGE))) problem = tooLarge(size);
  const hasMessage = message && !GENERIC.test(message);
  const words = hasMessage ? message : (problem?.message ?? MEANINGS[status] ?? `${status} ${statusText}`);
  if (words === MISSING && !isMissingReported) {
    isMissingReported = true;
    apputils.Notification.warning(words, { autoClose: false });
  }
  return new RefusedError(words, status, problem);
}

/**
 * @param {number} size of a request
 * @returns {Finding}
 */
function tooLarge(size) {
  const message = `The notebook has ${Math.ceil(size / 1e6)} MB, more than the server accepts in one request.`;
  const hint = "Raise `ServerApp.max_body_size`, or the limit of the proxy before the server (`client_max_body_size` in nginx).";
  return { slug: "too-large", message, where: {}, hint, severity: "error" };
}

/**
 * Send a request and return the JSON of its response.
 * @param {string} path
 * @param {unknown} [body]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function ask(path, body, signal) {
  return (await send(path, body, signal)).json();
}
