import { type Filters, SourceScope } from '../api/common.ts'
import { answerKey } from '../cache/key.ts'
import { NORMALISATION_VERSION, normaliseQuestion } from '../text/normalise-question.ts'
import type { FillRequest, QuestionRequest, SummaryOrder, SummarySubject } from './request.ts'

/** Version of the prompts, and who writes: both change the answer and stand in no request. */
export type WrittenBy = { prompt: number | string; writer: string }

/**
 * The key of an answer within its scope, 40 hex digits. Two requests have the same key when nothing that
 * differs between them changes the answer; the scope leads the partition key and is left out.
 */
export function keyOf(request: FillRequest, about: WrittenBy): string {
  const asked = request.kind === 'question' ? canonicalQuestion(request) : canonicalSummary(request)
  return answerKey({
    ...asked,
    prompt: about.prompt,
    writer: about.writer,
    normalisation: NORMALISATION_VERSION,
  })
}

/** Every field is named, so that a new one has to be thought of here. */
function canonicalQuestion({ scope: _, ...asked }: QuestionRequest): Record<keyof typeof asked, unknown> {
  return {
    kind: asked.kind,
    question: normaliseQuestion(asked.question),
    mode: asked.mode,
    model: asked.model,
    sources: SourceScope.options.filter((source) => asked.sources.includes(source)),
    collections: sorted(asked.collections),
    filters: canonicalFilters(asked.filters),
    language: canonicalTag(asked.language),
    region: asked.region?.toUpperCase() ?? null,
    maxSources: asked.maxSources,
    length: asked.length,
    // The order of properties is that of the answer's.
    jsonSchema: asked.jsonSchema && JSON.stringify(asked.jsonSchema),
  }
}

function canonicalSummary({ scope: _, ...asked }: SummaryOrder): Record<keyof typeof asked, unknown> {
  return {
    kind: asked.kind,
    subject: canonicalSubject(asked.subject),
    model: asked.model,
    length: asked.length,
    language: canonicalTag(asked.language),
    focus: asked.focus === null ? null : normaliseQuestion(asked.focus),
  }
}

const canonicalFilters = (filters: Filters): Record<keyof Filters, unknown> => ({
  domains_allow: sorted(filters.domains_allow.map((host) => host.toLowerCase())),
  domains_deny: sorted(filters.domains_deny.map((host) => host.toLowerCase())),
  published_after: filters.published_after,
  published_before: filters.published_before,
  languages: sorted(filters.languages.map(canonicalTag)),
})

function canonicalSubject(subject: SummarySubject): SummarySubject {
  if (subject.kind === 'url') return { kind: 'url', url: canonicalAddress(subject.url) }
  // The hash stands for the text, which may have been left out (`storedRequest`).
  if (subject.kind === 'text') return { kind: 'text', text: '', contentHash: subject.contentHash }
  return { kind: 'document', collection: subject.collection, documentId: subject.documentId }
}

/** The parser lower-cases the scheme and the host and leaves out a default port; a site never sees the fragment. */
function canonicalAddress(url: string): string {
  if (!URL.canParse(url)) return url
  const address = new URL(url)
  address.hash = ''
  return address.href
}

/** BCP 47, section 2.1.1: "EN-us" -> "en-US", "ZH-hant" -> "zh-Hant". */
function canonicalTag<Tag extends string | null>(tag: Tag): Tag | string {
  if (tag === null) return tag
  const [language, ...subtags] = tag.toLowerCase().split('-')
  return [language, ...subtags.map(canonicalSubtag)].join('-')
}

function canonicalSubtag(subtag: string): string {
  if (/^[a-z]{2}$/.test(subtag)) return subtag.toUpperCase()
  return /^[a-z]{4}$/.test(subtag) ? subtag.charAt(0).toUpperCase() + subtag.slice(1) : subtag
}

const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort()
