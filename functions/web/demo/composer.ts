import type { AnswerRequest } from '../../../shared/api/answer-request.ts'
import type { Length, SourceScope } from '../../../shared/api/common.ts'
import type { SummaryRequest } from '../../../shared/api/summaries.ts'
import { byId } from '../lib/element.ts'
import { bindWords, words } from '../lib/language.ts'
import { webAddress } from '../lib/web-address.ts'
import { createOptions } from './options.ts'

/** The fields that the form sets; the server fills in the rest. */
export type Question = Partial<Omit<AnswerRequest, 'filters' | 'output' | 'cache'>> & {
  question: string
  filters: { domains_allow: string[]; published_after: string | null }
  output: { length: Length }
  cache: { use: 'default' | 'bypass' }
}
export type Entered =
  | { kind: 'question'; body: Question }
  | { kind: 'summary'; body: Partial<SummaryRequest> & { url: string } }

type Options = {
  onEnter: (entered: Entered) => void
  onFile: (file: File) => void
  onStop: () => void
}

/** The ask box: a question, a link or a file. */
export function createComposer({ onEnter, onFile, onStop }: Options) {
  const form = byId<HTMLFormElement>('composer')
  const field = byId<HTMLTextAreaElement>('question')
  const send = byId<HTMLButtonElement>('send')
  const picker = byId<HTMLInputElement>('file')
  const options = createOptions(byId('options'))
  let isBusy = false

  const link = () => (/^\S+$/.test(field.value.trim()) ? webAddress(field.value.trim()) : null)

  function show(): void {
    const { stop, summarise, ask, question, placeholder, addFile } = words()
    send.textContent = isBusy ? stop : link() === null ? ask : summarise
    send.classList.toggle('stop', isBusy)
    send.disabled = !isBusy && field.value.trim() === ''
    field.placeholder = placeholder
    field.setAttribute('aria-label', question)
    picker.labels?.[0]?.setAttribute('title', addFile)
    picker.setAttribute('aria-label', addFile)
  }

  function enter(): void {
    if (isBusy) {
      onStop()
      return
    }
    const text = field.value.trim()
    if (text === '') return
    const url = link()
    field.value = ''
    fitField()
    onEnter(url === null ? questionOf(text) : { kind: 'summary', body: { url, length: options.length() } })
  }

  const questionOf = (question: string): Entered => ({
    kind: 'question',
    body: {
      question,
      mode: options.mode(),
      sources: options.scopes() as SourceScope[],
      reasoning: true,
      filters: options.filters(),
      output: { length: options.length() },
      cache: { use: options.isAnew() ? 'bypass' : 'default' },
    },
  })

  function fitField(): void {
    field.style.height = 'auto'
    field.style.height = `${Math.min(field.scrollHeight, 180)}px`
    show()
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    enter()
  })
  field.addEventListener('input', fitField)
  field.addEventListener('keydown', (event) => {
    // While Chinese is being typed, Enter chooses characters.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    if (!isBusy) enter()
  })
  picker.addEventListener('change', () => {
    const file = picker.files?.[0]
    picker.value = ''
    if (file) onFile(file)
  })
  bindWords(show)

  return {
    questionOf,
    length: options.length,
    setBusy(next: boolean) {
      isBusy = next
      show()
    },
    focus: () => field.focus(),
  }
}
