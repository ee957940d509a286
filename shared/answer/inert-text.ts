import { withoutInvisible } from '../text/invisible.ts'

/**
 * Signs that a model's own template parts the roles with: some servers make them tokens wherever they stand.
 * `<|im_start|>`, DeepSeek's `<｜User｜>`, `[INST]`, `<<SYS>>`, `</s>`, Gemma's turns.
 */
const TEMPLATE_SIGNS =
  /<(?=[|｜])|\[(?=\/?INST\])|<(?=\/?(?:s|bos|eos|(?:start|end)_of_turn)>)|<(?=<\/?SYS>>)|<(?=\/?SYS>>)/gi
/** What could pass for a fence of ours, to a model that does not look at the delimiter. */
const FENCE_SIGN = /<(?=\s*\/?\s*passage\b)/gi
/** Headings and labels that announce another speaker, where a line begins. */
const SPEAKER =
  /^([ \t]*)(?=(?:#{1,6}[ \t]*)?(?:system|assistant|user|human|instructions?|response)[ \t]*:?[ \t]*$|(?:system|assistant|user|human)[ \t]*:)/gim

/**
 * A text of others as it goes into a prompt: the words are the same, but nothing in it ends its passage, opens
 * a role or hides from the eye.
 */
export const inertText = (text: string): string =>
  withoutHalfFences(withoutInvisible(text))
    .replace(TEMPLATE_SIGNS, (sign) => `${sign} `)
    .replace(FENCE_SIGN, '&lt;')
    .replace(SPEAKER, '$1> ')

const CODE_FENCE = /`{3,}|~{3,}/g

/** A passage may be cut out of the midst of code: what is left of its fence would make code of all that follows. */
const withoutHalfFences = (text: string): string =>
  (text.match(CODE_FENCE)?.length ?? 0) % 2 === 0 ? text : text.replace(CODE_FENCE, '')
