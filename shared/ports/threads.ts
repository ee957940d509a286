import type { Answer, Resolver } from '../api/answer.ts'

/** A conversation of one person. Instants are ms since the epoch. */
export type ThreadRecord = {
  id: string
  title: string
  createdAt: number
  /** When something was last asked in it, or it was renamed. */
  updatedAt: number
  /** How many turns were ever appended. */
  turns: number
}

/** One question of a conversation. */
export type TurnRecord = {
  /** 1-based, without gaps. */
  n: number
  /** As it was asked. */
  question: string
  standaloneQuestion: string
  resolvedBy: Resolver
  answerId: string
  askedAt: number
  /** Hash of the `Idempotency-Key` that it was asked under. */
  requestKey: string | null
  /** The turn's own copy, once the answer has ended. */
  answer: Answer | null
}

/**
 * Conversations, apart by `owner` (a user scope). Whatever is done to a thread that is gone, or never was, is
 * `gone`. Threads that nobody touches for as long as they are kept are dropped.
 */
export interface Threads {
  /** An id is used once. */
  create(owner: string, thread: ThreadRecord): Promise<void>
  /** Strongly consistent, as every reading here. */
  get(owner: string, id: string): Promise<ThreadRecord | undefined>
  /** Latest first; `cursor` is the `nextCursor` of the page before. */
  list(
    owner: string,
    options: { limit: number; cursor: string | null },
  ): Promise<{ threads: ThreadRecord[]; nextCursor: string | null }>
  rename(owner: string, id: string, to: { title: string; at: number }): Promise<'renamed' | 'gone'>
  /** `taken`: there is a turn of this number already. `title`: of the thread, where it has none yet. */
  append(
    owner: string,
    id: string,
    turn: TurnRecord,
    options: { title: string },
  ): Promise<'appended' | 'taken' | 'gone'>
  /** Gives a turn its copy of the answer, or takes it away. */
  keep(owner: string, id: string, n: number, answer: Answer | null): Promise<void>
  /** Latest first, those below `before`. */
  turns(owner: string, id: string, options: { before: number | null; limit: number }): Promise<TurnRecord[]>
  /** With all its turns. */
  remove(owner: string, id: string): Promise<'removed' | 'gone'>
  /** Ids of all threads of the owner, those included whose removal was cut short. */
  all(owner: string): AsyncIterable<string>
}
