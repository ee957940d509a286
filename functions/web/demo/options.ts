import type { Length, SourceScope } from '../../../shared/api/common.ts'
import { element } from '../lib/element.ts'
import { bindWords, words } from '../lib/language.ts'

const MODES = ['auto', 'fast', 'deep'] as const
const SCOPES: readonly SourceScope[] = ['web', 'documents', 'my_documents']
const LENGTHS: readonly Length[] = ['short', 'medium', 'long']

/** The switches below the ask box. */
export function createOptions(place: HTMLElement) {
  const scopes = new Set<string>(SCOPES)
  const mode = choices('mode', MODES, (name) => words().modes[name])
  const sources = element(
    'fieldset',
    { class: 'switches' },
    element('legend', { text: () => words().sourcesLabel }),
    ...SCOPES.map((scope) => switchOf(scope, scopes)),
  )
  const sites = element('input', {
    attributes: { type: 'text', autocomplete: 'off', autocapitalize: 'none' },
  })
  bindWords(() => {
    sites.placeholder = words().onlySitesHint
  })
  const after = element('input', { attributes: { type: 'date' } })
  const length = choices('length', LENGTHS, (name) => words().lengths[name])
  length.value = 'medium'
  const anew = element('input', { attributes: { type: 'checkbox' } })
  const filters = element(
    'details',
    { class: 'filters' },
    element('summary', { text: () => words().filters }),
    element(
      'div',
      { class: 'filter-fields' },
      labelled(() => words().onlySites, sites),
      labelled(() => words().publishedAfter, after),
      labelled(() => words().length, length),
      element('label', { class: 'check' }, anew, element('span', { text: () => words().answerAnew })),
    ),
  )
  place.append(
    element(
      'div',
      { class: 'switch-row' },
      labelled(() => words().modeLabel, mode, 'mode-choice'),
      sources,
      filters,
    ),
  )
  return {
    mode: () => mode.value as (typeof MODES)[number],
    /** The API wants one at least. */
    scopes: () => SCOPES.filter((scope) => scopes.has(scope)),
    length: () => length.value as Length,
    isAnew: () => anew.checked,
    filters: () => ({
      domains_allow: sites.value.split(/[\s,，、;]+/).filter((site) => site !== ''),
      published_after: after.value === '' ? null : after.value,
    }),
  }
}

function switchOf(scope: SourceScope, on: Set<string>): HTMLElement {
  const box = element('input', { attributes: { type: 'checkbox', checked: true, name: scope } })
  box.addEventListener('change', () => {
    if (box.checked) on.add(scope)
    else on.delete(scope)
    // The last one stays on.
    if (on.size > 0) return
    on.add(scope)
    box.checked = true
  })
  return element('label', { class: 'switch' }, box, element('span', { text: () => words().scopes[scope] }))
}

function choices<Name extends string>(name: string, names: readonly Name[], said: (name: Name) => string) {
  const options = names.map((value) => element('option', { text: () => said(value), attributes: { value } }))
  return element('select', { attributes: { name } }, ...options)
}

const labelled = (label: () => string, control: HTMLElement, className = 'field') =>
  element('label', { class: className }, element('span', { text: label }), control)
