/** Part of every key that depends on a model's words: raise it with any change of the texts of `build-prompt.ts`. */
export const PROMPT_VERSION = '2'
