import { apiKey } from './client.ts'
import { element } from './element.ts'
import { chooseLanguage, language, words } from './language.ts'

const THEME_STORED_AS = 'ingot-theme'
const isDark = () => {
  const chosen = document.documentElement.dataset['theme']
  return chosen === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark'
}
const storedTheme = localStorage.getItem(THEME_STORED_AS)
if (storedTheme !== null) document.documentElement.dataset['theme'] = storedTheme

/** The line at the top of every page: name, the other page, language, colours, API key. */
export function createHeader(
  place: HTMLElement,
  { here, onKey }: { here: 'demo' | 'dashboard'; onKey: () => void },
) {
  const key = element('input', {
    attributes: { type: 'password', autocomplete: 'off', id: 'api-key' },
  })
  const keyForm = element(
    'form',
    { class: 'key-form', attributes: { hidden: true } },
    element(
      'label',
      { class: 'field' },
      element('span', { text: () => `${words().apiKey} – ${words().apiKeyHint}` }),
      key,
    ),
    element('button', { text: () => words().save, attributes: { type: 'submit' } }),
  )
  const askForKey = () => {
    keyForm.hidden = false
    key.value = apiKey.get()
    key.focus()
  }
  keyForm.addEventListener('submit', (event) => {
    event.preventDefault()
    apiKey.set(key.value.trim())
    keyForm.hidden = true
    onKey()
  })
  const to = (href: string, text: () => string, isHere: boolean) =>
    element('a', { text, attributes: { href, 'aria-current': isHere ? 'page' : null } })
  place.append(
    element(
      'nav',
      {},
      element('a', { class: 'brand', text: 'Ingot', attributes: { href: './' } }),
      to('dashboard', () => words().dashboard, here === 'dashboard'),
      to('docs', () => words().reference, false),
    ),
    element(
      'div',
      { class: 'tools' },
      element('button', {
        class: 'quiet',
        text: () => words().key,
        label: () => words().apiKey,
        attributes: { type: 'button' },
        on: {
          click: () => {
            if (keyForm.hidden) askForKey()
            else keyForm.hidden = true
          },
        },
      }),
      element('button', {
        class: 'quiet',
        text: '◐',
        label: () => words().theme,
        attributes: { type: 'button' },
        on: { click: switchTheme },
      }),
      element('button', {
        class: 'quiet',
        text: () => words().otherLanguage,
        label: () => words().switchLanguage,
        attributes: { type: 'button' },
        on: { click: () => chooseLanguage(language() === 'en' ? 'zh' : 'en') },
      }),
    ),
    keyForm,
  )
  return {
    askForKey,
    /** One more button, before the others. */
    addTool({ sign, label, onClick }: { sign: string; label: () => string; onClick: () => void }) {
      const tool = element('button', {
        class: 'quiet',
        text: sign,
        label,
        attributes: { type: 'button' },
        on: { click: onClick },
      })
      place.querySelector('.tools')?.prepend(tool)
    },
  }
}

function switchTheme(): void {
  const next = isDark() ? 'light' : 'dark'
  document.documentElement.dataset['theme'] = next
  localStorage.setItem(THEME_STORED_AS, next)
}
