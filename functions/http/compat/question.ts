import { QUESTION_MAX_LENGTH } from '../../../shared/api/common.ts'
import type { Message } from '../../../shared/api/compat/messages.ts'
import { invalidFields } from '../parse-input.ts'

/** The last thing that the user said. Throws `invalid_request` at `path` when there is nothing, or too much. */
export function questionOf(messages: readonly Message[], path: string): string {
  const last = messages.findLast(({ role }) => role === 'user')
  const question = textOf(last?.content).trim()
  if (question === '') throw invalidFields([{ path, message: 'must hold a text of the user' }])
  if (question.length > QUESTION_MAX_LENGTH) {
    throw invalidFields([{ path, message: `the question: at most ${QUESTION_MAX_LENGTH} characters` }])
  }
  return question
}

function textOf(content: Message['content']): string {
  if (typeof content === 'string') return content
  return (content ?? []).map(({ text }) => text ?? '').join('\n')
}
