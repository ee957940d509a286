import type { Answers } from '../answers.ts'
import type { ThreadDeps } from './ask-in-thread.ts'

/** The answers, with those asked in a thread appended to it. */
export function threadedAnswers(answers: Answers, deps: Omit<ThreadDeps, 'answers'>): Answers {
  return {
    ...answers,
    async ask(request, caller, options = {}) {
      const { thread_id } = request
      if (thread_id === null) return answers.ask(request, caller, options)
      const { askInThread } = await import('./ask-in-thread.ts')
      return askInThread({ ...deps, answers }, { ...request, thread_id }, caller, options)
    },
  }
}
