import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Answer } from '../../shared/api/answer.ts'
import { Thread, ThreadList, type Turn, TurnList } from '../../shared/api/threads.ts'
import { type CallerName, type CallersApp, startCallersApp } from '../support/callers-app.ts'
import { readAnswer, readEvents } from '../support/test-server.ts'

const ANN = 'acme/ann'
const BOB = 'acme/bob'

describe('conversations', () => {
  let app: CallersApp
  beforeAll(async () => {
    app = await startCallersApp()
    await app.addText(ANN, {
      title: 'Lake Geneva',
      text: 'Lake Geneva is a lake on the north side of the Alps. Lake Geneva is 310 metres deep at its deepest point.',
    })
    await app.addText(ANN, {
      title: 'Lake Constance',
      text: 'Lake Constance is a lake on the Rhine. Lake Constance is 251 metres deep at its deepest point.',
    })
  })
  afterAll(() => app.close())

  const begin = async (name: CallerName = ANN, body: object = {}) => {
    const response = await app.post(name, '/v1/threads', body)
    expect(response.status).toBe(201)
    const thread = Thread.parse(await response.json())
    expect(response.headers.get('location')).toBe(`/v1/threads/${thread.id}`)
    return thread
  }
  const ask = async (thread_id: string, question: string, name: CallerName = ANN) =>
    readAnswer(await app.post(name, '/v1/answers', { question, thread_id, sources: ['documents'] }))
  const turnsOf = async (id: string, query = '', name: CallerName = ANN) =>
    TurnList.parse(await (await app.get(name, `/v1/threads/${id}/turns${query}`)).json())
  const told = ({ turns }: { turns: Turn[] }) => turns.map(({ turn, state }) => [turn, state])

  it.each(['/v1/threads', '/v1/documents'])(
    '%s has no page after a cursor that was never given',
    async (list) => {
      for (const cursor of ['AAAA', '..%2Fx']) {
        const reply = await app.get(ANN, `${list}?cursor=${cursor}`)
        expect(await reply.json()).toMatchObject({ status: 400, fields: [{ path: 'cursor' }] })
      }
    },
  )

  it('understand a follow-up, show what became of it, and share its answer with whoever asks that', async () => {
    const { id } = await begin()
    const first = await ask(id, 'How deep is Lake Geneva?')
    expect(first.thread).toEqual({
      id,
      turn: 1,
      standalone_question: 'How deep is Lake Geneva?',
      resolved_by: 'asked',
    })
    const second = await ask(id, 'And Lake Constance?')
    expect(second).toMatchObject({
      question: 'And Lake Constance?',
      standalone_question: 'How deep is Lake Constance?',
      thread: { id, turn: 2, standalone_question: 'How deep is Lake Constance?', resolved_by: 'rules' },
    })
    expect(second.synopsis).toContain('251 metres')
    const other = await readAnswer(
      await app.post(BOB, '/v1/answers', { question: 'How deep is Lake Constance?', sources: ['documents'] }),
    )
    expect(other.cache.state).toBe('hit')
    expect(other.thread).toBeUndefined()

    const { turns } = await turnsOf(id)
    expect(told({ turns })).toEqual([
      [2, 'completed'],
      [1, 'completed'],
    ])
    expect(turns[0]).toMatchObject({ question: 'And Lake Constance?', resolved_by: 'rules', answer: second })
  })

  it('keep to their owner what only the conversation explains', async () => {
    const { id } = await begin()
    await ask(id, 'How deep is Lake Geneva?')
    const answer = await ask(id, 'Which one is that?')
    expect(answer.thread?.resolved_by).toBe('nobody')
    expect(answer.standalone_question).toBe('How deep is Lake Geneva? Which one is that?')
    expect((await app.get(ANN, `/v1/answers/${answer.id}`)).status).toBe(200)
    expect((await app.get(BOB, `/v1/answers/${answer.id}`)).status).toBe(404)
    const other = await readAnswer(
      await app.post(BOB, '/v1/answers', { question: answer.standalone_question, sources: ['documents'] }),
    )
    expect(other.cache.state).toBe('miss')
  })

  it('tell a stream where it stands, in its first event and its last', async () => {
    const { id } = await begin()
    const stream = await app.stream(ANN, {
      question: 'How deep is Lake Geneva?',
      thread_id: id,
      sources: ['documents'],
    })
    const events = (await readEvents(stream)).map(({ event }) => event)
    const place = { id, turn: 1, standalone_question: 'How deep is Lake Geneva?', resolved_by: 'asked' }
    expect(events[0]).toMatchObject({ type: 'answer-start', thread: place })
    expect(events.at(-1)).toMatchObject({ type: 'answer-end', thread: place })
  })

  it('write the turn before the stream opens, and keep the answer though its reader has gone', async () => {
    const { id } = await begin()
    const question = 'How deep is the lake on the north side of the Alps, in metres?'
    const stream = await app.stream(ANN, { question, thread_id: id, sources: ['documents'] })
    expect(await turnsOf(id)).toMatchObject({ turns: [{ turn: 1, question }] })
    await stream.body?.cancel()
    await app.settled()
    const { turns } = await turnsOf(id)
    expect(turns[0]).toMatchObject({ state: 'completed', answer: { question, status: 'completed' } })
  })

  it('take a request that is repeated under its key for the same turn', async () => {
    const { id } = await begin()
    await ask(id, 'How deep is Lake Geneva?')
    const body = { question: 'And Lake Constance?', thread_id: id, sources: ['documents'] }
    const key = { 'idempotency-key': 'once' }
    const replies = [
      await app.post(ANN, '/v1/answers', body, key),
      await app.post(ANN, '/v1/answers', body, key),
    ]
    const [first, again] = await Promise.all(replies.map(readAnswer))
    expect(again?.id).toBe(first?.id)
    expect([first?.thread?.turn, again?.thread?.turn]).toEqual([2, 2])
    expect((await turnsOf(id)).turns).toHaveLength(2)
  })

  it('number the turns of several phones without gaps', async () => {
    const { id } = await begin()
    const asked = await Promise.all([1, 2, 3, 4, 5].map((n) => ask(id, `How deep is lake number ${n}?`)))
    expect(asked.map(({ thread }) => thread?.turn).toSorted()).toEqual([1, 2, 3, 4, 5])
    expect(told(await turnsOf(id)).map(([turn]) => turn)).toEqual([5, 4, 3, 2, 1])
    const page = await turnsOf(id, '?limit=2')
    expect(page.next_cursor).toBe(4)
    expect(told(await turnsOf(id, '?limit=9&cursor=4')).map(([turn]) => turn)).toEqual([3, 2, 1])
  })

  it('are listed, named by their first question, renamed and removed', async () => {
    const name = 'lists/cid'
    const one = await begin(name)
    const two = await begin(name, { title: ' Lakes ' })
    const list = async () =>
      ThreadList.parse(await (await app.get(name, '/v1/threads')).json()).threads.map(({ id, title }) => [
        id,
        title,
      ])
    expect(await list()).toEqual(
      expect.arrayContaining([
        [two.id, 'Lakes'],
        [one.id, ''],
      ]),
    )
    await ask(one.id, '  How deep is\n Lake Geneva?', name)
    expect(await list()).toEqual([
      [one.id, 'How deep is Lake Geneva?'],
      [two.id, 'Lakes'],
    ])
    const renamed = await app.send(name, 'PATCH', `/v1/threads/${two.id}`, { title: 'Alps' })
    expect(Thread.parse(await renamed.json())).toMatchObject({ id: two.id, title: 'Alps' })
    expect((await app.send(name, 'DELETE', `/v1/threads/${one.id}`)).status).toBe(204)
    expect(await list()).toEqual([[two.id, 'Alps']])
    for (const route of [`/v1/threads/${one.id}`, `/v1/threads/${one.id}/turns`])
      expect((await app.get(name, route)).status).toBe(404)
    expect((await app.send(name, 'DELETE', `/v1/threads/${one.id}`)).status).toBe(404)
    const gone = { question: 'And then?', thread_id: one.id }
    expect((await app.post(name, '/v1/answers', gone)).status).toBe(404)
  })

  it('are nobody else’s, and need a person', async () => {
    const { id } = await begin()
    for (const other of [BOB, 'bolt/ann'] as const) {
      expect((await app.get(other, `/v1/threads/${id}`)).status).toBe(404)
      expect((await app.get(other, `/v1/threads/${id}/turns`)).status).toBe(404)
      expect((await app.send(other, 'PATCH', `/v1/threads/${id}`, { title: 'x' })).status).toBe(404)
      expect((await app.send(other, 'DELETE', `/v1/threads/${id}`)).status).toBe(404)
      expect((await app.post(other, '/v1/answers', { question: 'How?', thread_id: id })).status).toBe(404)
      expect(((await (await app.get(other, '/v1/threads')).json()) as ThreadList).threads).toEqual([])
    }
    expect((await app.post('acme/', '/v1/threads')).status).toBe(403)
    expect((await app.post('acme/', '/v1/answers', { question: 'How?', thread_id: id })).status).toBe(403)
    expect((await app.get(ANN, `/v1/threads/${id}`)).status).toBe(200)
  })

  it('lose what was made of a document that is removed', async () => {
    const name = 'purge/dora'
    const document = await app.addText(name, {
      title: 'Secret',
      text: 'The vault code of the bank is seven.',
    })
    const { id } = await begin(name)
    const answer = await ask(id, 'What is the vault code of the bank?', name)
    expect(answer.synopsis).toContain('seven')
    expect((await app.send(name, 'DELETE', `/v1/documents/${document}`)).status).toBe(204)
    const { turns } = await turnsOf(id, '', name)
    expect(turns).toMatchObject([{ state: 'gone', answer: null }])
    expect(JSON.stringify(turns)).not.toContain('seven')
  })

  it('lose an answer that an operator purges', async () => {
    const name = 'purge/eve'
    const { id } = await begin(name)
    const answer = await ask(id, 'How high is the tide at noon?', name)
    expect(told(await turnsOf(id, '', name))).toEqual([[1, 'completed']])
    expect((await app.post(name, '/v1/cache/purge', { answer: answer.id })).status).toBe(200)
    expect(told(await turnsOf(id, '', name))).toEqual([[1, 'gone']])
  })

  it.each([
    ['a title that is none', { title: 7 }, 'title'],
    ['a title too long', { title: 'x'.repeat(201) }, 'title'],
    ['an unknown field', { name: 'x' }, 'name'],
  ])('refuse %s with its path', async (_, body, path) => {
    const response = await app.post(ANN, '/v1/threads', body)
    expect(response.status).toBe(400)
    expect(JSON.stringify(await response.json())).toContain(path)
  })
})

describe('forgetting a person', () => {
  it('erases what is theirs, and nothing of anybody else', async () => {
    const app = await startCallersApp()
    try {
      const parse = async (response: Response) => Answer.parse(await response.json())
      for (const name of [ANN, BOB] as const) {
        const own = {
          collection: 'my_documents',
          title: 'Own',
          text: `The locker of ${name} is number nine.`,
        }
        await app.addText(name, own)
        const { id } = Thread.parse(await (await app.post(name, '/v1/threads')).json())
        const body = { question: 'Which number is the locker?', sources: ['my_documents'], thread_id: id }
        const answer = await parse(await app.post(name, '/v1/answers', body))
        expect(answer.synopsis).toContain('nine')
        expect((await app.post(name, `/v1/answers/${answer.id}/feedback`, { verdict: 'good' })).status).toBe(
          204,
        )
      }
      await app.settled()
      const erased = await app.send(ANN, 'DELETE', '/v1/me')
      expect(erased.status).toBe(200)
      expect(await erased.json()).toEqual({ threads: 1, documents: 1, answers: 1, feedback: 1 })
      const listed = async (name: CallerName, route: string) =>
        JSON.stringify(await (await app.get(name, route)).json())
      expect(await listed(ANN, '/v1/threads')).toContain('"threads":[]')
      expect(await listed(ANN, '/v1/documents?collection=my_documents')).toContain('"documents":[]')
      expect(await listed(BOB, '/v1/threads')).toContain('thr_')
      expect(await listed(BOB, '/v1/documents?collection=my_documents')).toContain('doc_')
      const question = { question: 'Which number is the locker?', sources: ['my_documents'] }
      expect((await parse(await app.post(BOB, '/v1/answers', question))).cache.state).toBe('hit')
      expect((await parse(await app.post(ANN, '/v1/answers', question))).synopsis).not.toContain('nine')
      await app.settled()
      const again = await app.send(ANN, 'DELETE', '/v1/me')
      expect(await again.json()).toMatchObject({ threads: 0, documents: 0, feedback: 0 })
      // What was purged is not counted again, however often.
      const third = await app.send(ANN, 'DELETE', '/v1/me')
      expect(await third.json()).toEqual({ threads: 0, documents: 0, answers: 0, feedback: 0 })
      expect((await app.send('acme/', 'DELETE', '/v1/me')).status).toBe(403)
    } finally {
      await app.close()
    }
  })
})
