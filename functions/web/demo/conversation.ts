import type { Thread, ThreadList, Turn, TurnList } from '../../../shared/api/threads.ts'
import { ApiFailure, call, callJson } from '../lib/client.ts'
import { element } from '../lib/element.ts'
import { words } from '../lib/language.ts'
import { openSheet } from './sheet.ts'

const TURNS_SHOWN = 50

type Options = {
  /** Told when another conversation, or a new one, takes the place of this; its turns, the first one first. */
  onChange: (turns: readonly Turn[]) => void
}

/** The conversation that the page is in. The first question begins it; the sheet shows the others. */
export function createConversation({ onChange }: Options) {
  let current: Promise<string | null> | null = null

  /** Null where there are none, e.g. for a key that names no user: questions stand alone then. */
  const begin = () =>
    callJson<Thread>('v1/threads', { json: {} }).then(
      ({ id }) => id,
      (thrown: unknown) => {
        // The question itself tells what is wrong, and the next one tries again.
        if (!(thrown instanceof ApiFailure && thrown.code === 'forbidden')) current = null
        return null
      },
    )

  function leave(): void {
    current = null
    onChange([])
  }

  async function open({ id }: Thread): Promise<void> {
    const { turns } = await callJson<TurnList>(`v1/threads/${id}/turns?limit=${TURNS_SHOWN}`)
    current = Promise.resolve(id)
    onChange(turns.toReversed())
  }

  async function remove({ id }: Thread): Promise<void> {
    await call(`v1/threads/${id}`, { method: 'DELETE' })
    if ((await current) === id) leave()
  }

  function openList(): void {
    const list = element('ul', { class: 'threads' })
    const fresh = element('button', {
      text: words().newConversation,
      attributes: { type: 'button' },
      on: {
        click: () => {
          leave()
          sheet.close()
        },
      },
    })
    const sheet = openSheet({ title: words().conversations }, fresh, list)
    const nothing = () => list.replaceChildren(element('li', { text: words().noConversations }))
    const show = ({ threads }: ThreadList) => {
      if (threads.length === 0) return nothing()
      list.replaceChildren(
        ...threads.map((thread) => {
          const title = thread.title || words().untitled
          const item = element(
            'li',
            {},
            button(
              { class: 'quiet title', text: title },
              () => void open(thread).then(() => sheet.close(), nothing),
            ),
            button(
              { class: 'quiet', text: '✕', label: words().removeConversation(title) },
              () => void remove(thread).then(() => item.remove(), nothing),
            ),
          )
          return item
        }),
      )
    }
    void callJson<ThreadList>('v1/threads?limit=100').then(show, nothing)
  }

  return {
    /** The thread that the next question belongs to. */
    id(): Promise<string | null> {
      current ??= begin()
      return current
    },
    /** It was removed elsewhere. */
    forget() {
      current = null
    },
    openList,
  }
}

const button = (said: { class: string; text: string; label?: string }, click: () => void) =>
  element('button', { ...said, attributes: { type: 'button' }, on: { click } })
