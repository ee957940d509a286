/**
 * The store of answers as append-only logs (docs/log-protocol.md). Everything is a single-item
 * conditional write. Generic over the event type: the store does not look into events.
 */

/** `scope` leads every partition key: `public`, `tenant:<id>` or `user:<id>`. */
export type AnswerAddress = { scope: string; key: string }

/** One attempt at an answer. Fences of a key only grow. */
export type LogAddress = AnswerAddress & { fence: number }

export type LogRow<Event> =
  /** `until`: when its writer will have given up, ms since the epoch. */
  | { kind: 'request'; request: unknown; until: number }
  /** `first` is the number of the first event in the row within its log, counted from 0. */
  | { kind: 'events'; first: number; events: readonly Event[] }
  /** The commit point: `events` are the last ones, the terminal event included. */
  | { kind: 'end'; first: number; events: readonly Event[] }
  | { kind: 'moved'; fence: number }

export type PositionedRow<Event> = { position: number; row: LogRow<Event> }

export type Lease = {
  fence: number
  fill: number
  state: 'filling' | 'done'
  owner: string
  /** ms since the epoch */
  until: number
}

/** A materialised copy of a complete log. */
export type SealedAnswer<Event> = {
  fence: number
  fill: number
  /** ms since the epoch */
  retrievedAt: number
  events: readonly Event[]
}

/** What a purge leaves: no answer up to this fence may be read any more. */
export type Tombstone = { purged: true; fence: number }

export interface AnswerLog<Event> {
  /** Takes the next fence of the key and the lease with it; a new fill. */
  start(
    address: AnswerAddress,
    options: { owner: string; until: number },
  ): Promise<{ fence: number; fill: number }>
  readLease(address: AnswerAddress): Promise<Lease | undefined>
  /**
   * Puts the row if the position is free. `taken`: somebody else's row is there (one's own row, put by an
   * earlier try whose reply was lost, counts as appended).
   */
  append(
    log: LogAddress,
    position: number,
    row: LogRow<Event>,
    options: { owner: string },
  ): Promise<'appended' | 'taken'>
  /** Rows after `position` (-1 for all), contiguous, strongly consistent. */
  readRows(log: LogAddress, options: { after: number }): Promise<PositionedRow<Event>[]>
  /**
   * Stores the copy unless one of the same or a higher fence is there. `too_large`: more than the store
   * takes as one item; the log alone holds the answer.
   */
  materialise(
    address: AnswerAddress,
    answer: SealedAnswer<Event>,
  ): Promise<'stored' | 'superseded' | 'too_large'>
  readAnswer(address: AnswerAddress): Promise<SealedAnswer<Event> | Tombstone | undefined>
  /** Puts a tombstone over an absent answer, or one of the same or a lower fence. */
  purge(address: AnswerAddress, options: { fence: number }): Promise<'purged' | 'superseded'>
  /** Sets the lease to `done` if owner and fence are still these. */
  release(log: LogAddress, options: { owner: string }): Promise<'released' | 'superseded'>
}
