import { extractHtml } from '../extract-html.ts'
import type { Extracted } from '../extracted.ts'
import { extractDocx } from './extract-docx.ts'
import { extractPdf } from './extract-pdf.ts'

/** What the parsing thread is given. */
export type ParseJob =
  | { kind: 'pdf' | 'docx'; bytes: Uint8Array }
  | { kind: 'html'; html: string; url: string | null }

export async function extract(job: ParseJob): Promise<Extracted> {
  switch (job.kind) {
    case 'pdf':
      return extractPdf(job.bytes)
    case 'docx':
      return extractDocx(job.bytes)
    case 'html':
      return extractHtml(job.html, job.url)
  }
}
