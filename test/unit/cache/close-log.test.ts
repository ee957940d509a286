import { describe, expect, it } from 'vitest'
import { closeLog, eventsOf, isClosing } from '../../../shared/cache/close-log.ts'
import type { AnswerLog, LogRow } from '../../../shared/ports/answer-log.ts'
import { createMemoryDeps } from '../../support/cache-deps.ts'
import { createMemoryAnswerLog } from '../../support/memory-answer-log.ts'

const address = { scope: 'public', key: 'aa', fence: 7 }
const request: LogRow<string> = { kind: 'request', request: 'question', until: 9 }
const events = (first: number, ...texts: string[]): LogRow<string> => ({
  kind: 'events',
  first,
  events: texts,
})
const end = (first: number, text: string) => ({ kind: 'end' as const, first, events: [text], facts: null })
const moved = { kind: 'moved' as const, fence: 8 }
const target = { scope: 'public', key: 'bb', fill: 3, fence: 3 }

async function logOf(...rows: LogRow<string>[]) {
  const log = createMemoryAnswerLog<string>(createMemoryDeps())
  for (const [position, row] of rows.entries()) await log.append(address, position, row, { owner: 'writer' })
  const rowsNow = async () => (await log.readRows(address, { after: -1 })).map(({ row }) => row)
  return { log, rowsNow }
}
const close = (
  log: Pick<AnswerLog<string>, 'append' | 'readRows'>,
  last: Parameters<typeof closeLog<string>>[2]['last'],
) => closeLog(log, address, { owner: 'closer', last })

describe('closing a log', () => {
  it('puts the last row at the first free position', async () => {
    const { log, rowsNow } = await logOf(request, events(0, 'a', 'b'))
    const closed = await close(log, () => moved)
    expect(closed).toMatchObject({ last: moved, byUs: true })
    expect(closed.rows.map(({ row }) => row)).toEqual([request, events(0, 'a', 'b'), moved])
    expect(await rowsNow()).toEqual([request, events(0, 'a', 'b'), moved])
    expect(await log.append(address, 2, end(2, 'c'), { owner: 'writer' })).toBe('taken')
  })

  it('closes an empty log', async () => {
    const { log, rowsNow } = await logOf()
    expect(await close(log, () => moved)).toMatchObject({ last: moved, byUs: true })
    expect(await rowsNow()).toEqual([moved])
  })

  it.each<LogRow<string>>([end(0, 'a'), moved, { kind: 'redirect', target }])(
    'leaves a log that has its last row: $kind',
    async (there) => {
      const { log, rowsNow } = await logOf(request, there)
      const closed = await close(log, () => ({ kind: 'moved', fence: 99 }))
      expect(closed).toEqual({
        rows: [
          { position: 0, row: request },
          { position: 1, row: there },
        ],
        last: there,
        byUs: false,
      })
      expect(await rowsNow()).toEqual([request, there])
    },
  )

  it('makes its row from what is there, anew when the writer was quicker', async () => {
    const { log, rowsNow } = await logOf(request, events(0, 'a'))
    let races = 2
    const racing: Pick<AnswerLog<string>, 'append' | 'readRows'> = {
      readRows: log.readRows,
      async append(at, position, row, options) {
        races -= 1
        if (races >= 0)
          await log.append(at, position, events(position - 1, `more ${races}`), { owner: 'writer' })
        return log.append(at, position, row, options)
      },
    }
    const seen: number[] = []
    const closed = await close(racing, (rows) => {
      seen.push(rows.length)
      return end(rows.length - 1, 'over')
    })
    expect(seen).toEqual([2, 3, 4])
    expect(closed).toMatchObject({ last: end(3, 'over'), byUs: true })
    const all = [request, events(0, 'a'), events(1, 'more 1'), events(2, 'more 0'), end(3, 'over')]
    expect(closed.rows.map(({ row }) => row)).toEqual(all)
    expect(await rowsNow()).toEqual(all)
  })

  it('takes the end of a writer who was quicker', async () => {
    const { log } = await logOf(request)
    const racing: Pick<AnswerLog<string>, 'append' | 'readRows'> = {
      readRows: log.readRows,
      async append(at, position, row, options) {
        await log.append(at, position, end(0, 'a'), { owner: 'writer' })
        return log.append(at, position, row, options)
      },
    }
    expect(await close(racing, () => moved)).toMatchObject({ last: end(0, 'a'), byUs: false })
  })
})

describe('the rows of a log', () => {
  it('hold its events in order', () => {
    const rows = [request, events(0, 'a', 'b'), events(2, 'c'), end(3, 'd')].map((row) => ({ row }))
    expect(eventsOf(rows)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('end with `end`, `redirect` or `moved`', () => {
    const rows = [request, events(0, 'a'), end(0, 'a'), moved, { kind: 'redirect' as const, target }]
    expect(rows.map((row) => isClosing<string>(row))).toEqual([false, false, true, true, true])
  })
})
