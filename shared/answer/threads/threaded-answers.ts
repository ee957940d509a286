import type { Answers } from '../answers.ts'
import type { ThreadDeps } from './ask-in-thread.ts'

/**
 * The answers, with those asked in a thread appended to it, and those asked in a client's own conversation made
 * questions of their own. `load`: what only those need.
 */
export function threadedAnswers(answers: Answers, load: () => Promise<Omit<ThreadDeps, 'answers'>>): Answers {
  return {
    ...answers,
    async ask(request, caller, options = {}) {
      const { thread_id } = request
      if (thread_id !== null) {
        const [{ askInThread }, deps] = await Promise.all([import('./ask-in-thread.ts'), load()])
        return askInThread({ ...deps, answers }, { ...request, thread_id }, caller, options)
      }
      if (!options.before?.length) return answers.ask(request, caller, options)
      const [{ askAfter }, { rewrite }] = await Promise.all([import('./ask-after.ts'), load()])
      return askAfter({ answers, rewrite }, request, caller, options)
    },
  }
}
