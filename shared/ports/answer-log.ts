import type { FreshnessClass } from '../metrics/definitions.ts'

/**
 * The store of answers as append-only logs (docs/log-protocol.md). Everything is a single-item
 * conditional write. Generic over the event type: the store does not look into events.
 */

/** `scope` leads every partition key: `public`, `tenant:<id>` or `user:<id>`. */
export type AnswerAddress = { scope: string; key: string }

/** One answer being made, or made: `fill` is the fence that it started with. */
export type AnswerIdentity = AnswerAddress & { fill: number }

/** One attempt at an answer. Fences of a key only grow. */
export type LogAddress = AnswerAddress & { fence: number }

/** What is known of a completed fill beside its events: how long it stays true, and of what. */
export type FillFacts = {
  /** ms since the epoch; what is younger than this is not in the answer. */
  retrievedAt: number
  freshness: FreshnessClass
  /** Something failed that may work a minute later: a provider, a page, a model. */
  degraded: boolean
  /** The document collections searched, each with its version then. */
  collections: Readonly<Record<string, number>>
  /** Hash of the documents' passages found; null when no collection was searched. */
  passages: string | null
  /** Answers of the key up to this fence were purged before this one was begun: a tombstone that it replaces. */
  purgedUpTo?: number
}

/** The log that holds an answer, and which fill of its key that is. */
export type Target = AnswerIdentity & LogAddress

/** The question that an answer was made for, and the chance, in [0, 1], that it answers what is asked. */
export type Match = { question: string; similarity: number }

export type LogRow<Event> =
  /** `until`: when its writer will have given up, ms since the epoch. */
  | { kind: 'request'; request: unknown; until: number }
  /** `first` is the number of the first event in the row within its log, counted from 0. */
  | { kind: 'events'; first: number; events: readonly Event[] }
  /** The commit point: `events` are the last ones, the terminal event included. */
  | { kind: 'end'; first: number; events: readonly Event[]; facts: FillFacts | null }
  /** Ended too: the answer is that of another fill. `match`: of another question, too. */
  | { kind: 'redirect'; target: Target; match?: Match }
  /** Given up: the fill goes on in the log of a higher fence. */
  | { kind: 'moved'; fence: number }

export type PositionedRow<Event> = { position: number; row: LogRow<Event> }

export type Lease = {
  fence: number
  fill: number
  state: 'filling' | 'done'
  /** Whoever writes: one name an attempt. */
  owner: string
  /** ms since the epoch; 0: the fill waits in a queue. */
  until: number
  /** ms since the epoch: until then somebody reads who did not start it. */
  readUntil: number
  /** Hash of the caller who started it. */
  startedBy: string
}

/** A materialised copy of a complete log. */
export type SealedAnswer<Event> = {
  fence: number
  fill: number
  facts: FillFacts
  /** ms since the epoch */
  freshUntil: number
  /** ms since the epoch; servable, while it is refreshed, until then. */
  staleUntil: number
  /** By their number in the log; null for those that are kept apart (`readApart`). */
  events: readonly (Event | null)[]
}

/** What a purge leaves: no answer up to this fence may be read any more. */
export type Tombstone = { purged: true; fence: number }

/** A failure that is told again for some seconds instead of being repeated. */
export type RememberedFailure<Event> = { fence: number; event: Event; until: number }

export interface AnswerLog<Event> {
  /**
   * Takes the lease of a key for a new fill, if it is free (absent or `done`); `held` says who has it.
   * A repeat of an own start whose reply was lost is `started` again.
   */
  start(
    address: AnswerAddress,
    options: { owner: string; until: number; startedBy: string },
  ): Promise<{ kind: 'started'; fence: number; fill: number } | { kind: 'held'; lease: Lease }>
  /** The next fence of the same fill, if the lease is still as it was seen. */
  takeOver(
    address: AnswerAddress,
    options: { owner: string; until: number; seen: Pick<Lease, 'fence' | 'owner' | 'until'> },
  ): Promise<{ kind: 'taken'; fence: number } | { kind: 'refused' }>
  readLease(address: AnswerAddress): Promise<Lease | undefined>
  /** Prolongs the lease if owner and fence are still these. `readUntil` is left alone when it is not given. */
  renew(
    log: LogAddress,
    options: { owner: string; until: number; readUntil?: number },
  ): Promise<'renewed' | 'superseded'>
  /** Says that somebody reads the fill; never shortens. */
  renewReading(identity: AnswerIdentity, options: { readUntil: number }): Promise<void>
  /** Sets the lease to `done` if owner and fence are still these. */
  release(log: LogAddress, options: { owner: string }): Promise<'released' | 'superseded'>
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
   * Stores the copy over none or one of a lower fence; a degraded one not over an undegraded one that is
   * still servable. `apart`: the events left out of `events`, by number. `too_large`: more than the store
   * takes as one item; the log alone holds the answer.
   */
  materialise(
    address: AnswerAddress,
    answer: SealedAnswer<Event>,
    apart: ReadonlyMap<number, Event>,
  ): Promise<'stored' | 'superseded' | 'too_large'>
  /** Eventually consistent unless `consistent`. */
  readAnswer(
    address: AnswerAddress,
    options: { consistent: boolean },
  ): Promise<SealedAnswer<Event> | Tombstone | undefined>
  /** The events kept apart from a sealed answer; empty when there are none, or no longer. */
  readApart(log: LogAddress): Promise<ReadonlyMap<number, Event>>
  /** Gives a sealed answer another life, if it is still of this fence. */
  amend(
    log: LogAddress,
    life: Pick<SealedAnswer<Event>, 'facts' | 'freshUntil' | 'staleUntil'>,
  ): Promise<'amended' | 'superseded'>
  /** Puts a tombstone over an absent answer, or one of the same or a lower fence. */
  purge(address: AnswerAddress, options: { fence: number }): Promise<'purged' | 'superseded'>
  rememberFailure(address: AnswerAddress, failure: RememberedFailure<Event>): Promise<void>
  readFailure(address: AnswerAddress): Promise<RememberedFailure<Event> | undefined>
}
