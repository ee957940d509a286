/** A pattern and what takes its place. */
export type Rule = readonly [pattern: RegExp, form: string]
