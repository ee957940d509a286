import type { Said } from '../../../shared/answer/answers.ts'
import { QUESTION_MAX_LENGTH } from '../../../shared/api/common.ts'
import type { Message } from '../../../shared/api/compat/messages.ts'
import { invalidFields } from '../parse-input.ts'

export type Conversation = { question: string; before: Said[] }

/**
 * The last thing that the user said, and what was said before it. Throws `invalid_request` at `path` when there is
 * nothing, or too much.
 */
export function conversationOf(messages: readonly Message[], path: string): Conversation {
  const at = messages.findLastIndex(({ role }) => role === 'user')
  const question = textOf(messages[at]?.content)
  if (question === '') throw invalidFields([{ path, message: 'must hold a text of the user' }])
  if (question.length > QUESTION_MAX_LENGTH) {
    throw invalidFields([{ path, message: `the question: at most ${QUESTION_MAX_LENGTH} characters` }])
  }
  return { question, before: saidIn(messages.slice(0, at)) }
}

/** What is too long to be a question is none that a follow-up would mean. */
function saidIn(messages: readonly Message[]): Said[] {
  const said: Said[] = []
  for (const { role, content } of messages) {
    const text = textOf(content)
    const last = said.at(-1)
    if (role === 'user' && text !== '' && text.length <= QUESTION_MAX_LENGTH) {
      said.push({ question: text, answer: null })
    } else if (role === 'assistant' && text !== '' && last) last.answer = text
  }
  return said
}

function textOf(content: Message['content']): string {
  if (typeof content === 'string') return content.trim()
  return (content ?? [])
    .map(({ text }) => text ?? '')
    .join('\n')
    .trim()
}
