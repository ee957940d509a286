import type { Page } from '../../ports/page-reader.ts'

/** What a format's parser made of the bytes. Plain data: it crosses a thread. */
export type Extracted =
  | { kind: 'extracted'; page: Omit<Page, 'url' | 'title'> & { title: string | null } }
  /** `reason` completes the sentence "The page …". */
  | { kind: 'too-large' | 'unsupported'; reason: string }
