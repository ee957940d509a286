import type { AnswerLog, LogAddress, LogRow } from '../ports/answer-log.ts'

/** A row after which no other comes. */
export type ClosingRow<Event> = Extract<LogRow<Event>, { kind: 'end' | 'redirect' | 'moved' }>

export const isClosing = <Event>(row: LogRow<Event>): row is ClosingRow<Event> =>
  row.kind === 'end' || row.kind === 'redirect' || row.kind === 'moved'

export const eventsOf = <Event>(rows: readonly { row: LogRow<Event> }[]): Event[] =>
  rows.flatMap(({ row }) => (row.kind === 'events' || row.kind === 'end' ? [...row.events] : []))

/**
 * Makes sure that a log has its last row: `last` at the first free position, unless one is there already.
 * Returns the rows as they stand then. Its writer finds the position taken and stops.
 */
export async function closeLog<Event>(
  log: Pick<AnswerLog<Event>, 'append' | 'readRows'>,
  address: LogAddress,
  options: { owner: string; last: (rows: readonly LogRow<Event>[]) => ClosingRow<Event> },
): Promise<{ rows: { row: LogRow<Event> }[]; last: ClosingRow<Event>; byUs: boolean }> {
  let rows: { position: number; row: LogRow<Event> }[] = []
  for (;;) {
    rows = [...rows, ...(await log.readRows(address, { after: rows.length - 1 }))]
    const there = rows.at(-1)?.row
    if (there && isClosing(there)) return { rows, last: there, byUs: false }
    const row = options.last(rows.map((each) => each.row))
    const outcome = await log.append(address, rows.length, row, { owner: options.owner })
    if (outcome === 'appended')
      return { rows: [...rows, { position: rows.length, row }], last: row, byUs: true }
  }
}
