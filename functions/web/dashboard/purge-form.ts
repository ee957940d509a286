import type { PurgeRequest, PurgeResponse } from '../../../shared/api/purge.ts'
import { callJson } from '../lib/client.ts'
import { element } from '../lib/element.ts'
import { tellFailure } from '../lib/failure-words.ts'
import { number } from '../lib/language.ts'
import { dashboardWords } from './words.ts'

const KINDS = ['url', 'host', 'document', 'answer'] as const

/** Purges one thing, after the operator has said so twice. */
export function purgeForm(): HTMLElement {
  const said = dashboardWords
  const kind = element(
    'select',
    { label: () => said().purge },
    ...KINDS.map((name) =>
      element('option', { text: () => said().purgeKinds[name], attributes: { value: name } }),
    ),
  )
  const what = element('input', {
    label: () => said().purgeWhat,
    attributes: { type: 'text', required: true, autocomplete: 'off' },
  })
  const told = element('p', { attributes: { role: 'status' } })
  const form = element(
    'form',
    { class: 'purge' },
    kind,
    what,
    element('button', { text: () => said().purge, attributes: { type: 'submit' } }),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const value = what.value.trim()
    if (value === '') return
    confirmPurge(value, async () => {
      told.textContent = await purge({ [kind.value]: value })
    })
  })

  return element('div', {}, element('p', { class: 'note', text: () => said().purgeHint }), form, told)
}

/** What came of it, in words. */
export async function purge(what: Partial<PurgeRequest>): Promise<string> {
  try {
    const { answers, items } = await callJson<PurgeResponse>('v1/cache/purge', { json: what })
    return dashboardWords().purgeDone(number(answers), number(items))
  } catch (thrown) {
    return tellFailure(thrown)
  }
}

/** Asks once more; nothing is done unless that is confirmed. */
export function confirmPurge(value: string, onConfirm: () => Promise<void>): void {
  const { purge, purgeAsk, cancel } = dashboardWords()
  const dialog = element(
    'dialog',
    { class: 'confirm', attributes: { 'aria-label': purge } },
    element('p', { text: purgeAsk(value) }),
    element(
      'div',
      { class: 'choices' },
      element('button', {
        text: cancel,
        attributes: { type: 'button', autofocus: true },
        on: { click: () => dialog.close() },
      }),
      element('button', {
        class: 'danger',
        text: purge,
        attributes: { type: 'button' },
        on: {
          click: () => {
            dialog.close()
            void onConfirm()
          },
        },
      }),
    ),
  )
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}
