import type { CacheStats } from '../../../shared/api/cache-stats.ts'
import { element } from '../lib/element.ts'
import { number, spanOfTime } from '../lib/language.ts'
import { confirmPurge, purge } from './purge-form.ts'
import { dashboardWords } from './words.ts'

/** The public answers that were read most, each with how often, how old it is, and a way to purge it. */
export function topQuestions({ top_questions }: CacheStats): HTMLElement {
  const said = dashboardWords()
  const hint = element('p', { class: 'note', text: said.topHint })
  if (top_questions.length === 0) {
    return element('div', {}, element('p', { class: 'none', text: said.noTopQuestions }), hint)
  }
  const told = element('p', { class: 'note', attributes: { role: 'status' } })
  const items = top_questions.map(({ answer, question, hits, age_s, freshness, is_stale }) => {
    const facts = [
      said.hitCount(number(hits)),
      said.old(spanOfTime(age_s)),
      is_stale ? said.stale : (said.freshnessNames[freshness] ?? freshness),
    ]
    const drop = element('button', {
      class: 'quiet',
      text: said.purge,
      attributes: { type: 'button', 'aria-label': said.purgeThis(question) },
    })
    drop.addEventListener('click', () =>
      confirmPurge(question, async () => {
        told.textContent = await purge({ answer })
        drop.disabled = true
      }),
    )
    return element(
      'li',
      {},
      element('span', { class: 'question', text: question }),
      element('span', { class: 'note', text: facts.join(' · ') }),
      drop,
    )
  })
  return element('div', {}, element('ol', { class: 'top' }, ...items), hint, told)
}
