// Types of the panel's state (see `blogtools.live.facts`) and of the actions that views may take.

/** @typedef {import("./server.js").Finding} Finding */
/** @typedef {import("./changes.js").Edit} Edit */
/** @typedef {{label: string, edit: Edit, asks?: "text"}} Fix */
/** @typedef {Finding & {fixes: Fix[]}} FindingFact */

/**
 * @typedef {{name: string, cell: number, source: string, setup: string, program: string, dependencies: string[],
 *   notes: string[]}} SnippetFact
 */

/** @typedef {"unknown" | "never" | "same" | "older"} PageState */

/**
 * @typedef {{code: number, not_run: number[], out_of_order: number[], membership: "blog" | "outside" | "none",
 *   built: PageState, published: PageState, goal: string, note: string, by_push: boolean}} Freshness
 */

/**
 * A field of the form, and what is told at it; see `blogtools.live.form.FieldControl`.
 * @typedef {{name: string, kind: "text" | "date" | "flag" | "names" | "lines", label: string, one: string, rows: number,
 *   is_whole: boolean, is_hidden: boolean, help: string, placeholder: string, choices: string[] | null}} Control
 */

/**
 * @typedef {{source: string,
 *   form: {fields: Record<string, any>, places: Record<string, string>, cell: number | null} | null,
 *   controls: Control[],
 *   problem: Finding | null, findings: FindingFact[], snippets: SnippetFact[],
 *   hidden: Record<string, Record<string, string>>, words: number, minutes: number, title: string, date: string,
 *   slug: string, excerpt: string, path: string, address: string, card: string, card_note: string,
 *   freshness: Freshness}} Facts
 */

/**
 * Actions that a view may take on its notebook.
 * @typedef {{window: string, edit: (edit: Edit) => Promise<void>, isHere: (file: string) => boolean,
 *   jump: (cell: number, line?: number) => void, look: () => Promise<void>}} Actions
 */

export {};
