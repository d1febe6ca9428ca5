// Requests to the extension's server part.
import { apputils, coreutils, services } from "./shared.js";

const LARGE = 1_000_000; // bytes of a request below which its size is no reason to refuse it
const LOGGED_OUT = "You are not logged in any more. Log in again in another tab of the browser; then this page goes on.";
const MISSING =
  "The server part of blogtools is not running. Enable it (`jupyter server extension enable blogtools.lab`), and start the server again.";
/** What an answer without words of its own means, by its status in HTTP. @type {Record<number, string>} */
const MEANINGS = {
  401: LOGGED_OUT,
  403: LOGGED_OUT,
  404: MISSING,
  500: "The server made a mistake; its log tells which.",
};
/** What Jupyter says where it has nothing to say; that of cookies is said to those who are logged out. */
const NO_WORDS = /^(Forbidden|Unhandled error|.*xsrf.*)$/i;

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
 * Why there is no answer, as a sentence for the author.
 * @param {unknown} error
 */
export function wordsOf(error) {
  if (isAway(error)) return "The server does not answer. Trying again …";
  return error instanceof Error ? error.message : String(error);
}

/**
 * Whether nothing answered, or only what stands before the server: it may be back in a moment.
 * @param {unknown} error
 */
export function isAway(error) {
  if (error instanceof RefusedError) return error.status > 500;
  return error instanceof services.ServerConnection.NetworkError;
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
  throw refusal(response, told, request.body?.length ?? 0);
}

let isMissingTold = false;

/**
 * @param {Response} response
 * @param {{message?: string, problem?: Finding}} told
 * @param {number} size of the request
 */
function refusal({ status, statusText }, { message, problem }, size) {
  // Jupyter's own server says 400 to what is too long for it.
  if (!message && (status === 413 || (status === 400 && size > LARGE))) problem = tooLarge(size);
  const isSaid = message && !NO_WORDS.test(message);
  const words = isSaid ? message : (problem?.message ?? MEANINGS[status] ?? `${status} ${statusText}`);
  if (words === MISSING && !isMissingTold) {
    isMissingTold = true;
    apputils.Notification.warning(words, { autoClose: false });
  }
  return new RefusedError(words, status, problem);
}

/**
 * @param {number} size of a request
 * @returns {Finding}
 */
function tooLarge(size) {
  const message = `The notebook has ${Math.ceil(size / 1e6)} MB, more than the server takes at a time.`;
  const hint = "Raise `ServerApp.max_body_size`, or the limit of the proxy before the server (`client_max_body_size` in nginx).";
  return { slug: "too-large", message, where: {}, hint, severity: "error" };
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
