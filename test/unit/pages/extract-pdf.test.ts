import { describe, expect, it } from 'vitest'
import { extractPdf } from '../../../shared/adapters/pages/formats/extract-pdf.ts'
import { ENCRYPTION, makePdf, type PdfLine } from '../../support/make-pdf.ts'

async function pageOf(bytes: Uint8Array) {
  const extracted = await extractPdf(new Uint8Array(bytes))
  if (extracted.kind !== 'extracted') throw new Error(extracted.reason)
  return extracted.page
}
const textOf = async (...pages: PdfLine[][]) => (await pageOf(makePdf(pages))).text
const reasonOf = async (bytes: Uint8Array) => {
  const extracted = await extractPdf(new Uint8Array(bytes))
  return extracted.kind === 'extracted' ? extracted.page.text : extracted.reason
}

/** Four full lines, so that the edge of the column is known. */
const FULL = [
  'The harbour was dredged in the spring of 1962, when the channel had',
  'become so shallow that the larger ferries could only enter the port at',
  'high tide, and the timetable had to be printed anew for each week of',
  'the year by the harbour office, which was not to the liking of anybody',
]

describe('the text of a PDF', () => {
  it('ends each page with a form feed, empty ones too', async () => {
    expect(await textOf(['One.'], [], ['Three.'])).toBe('One.\n\f\f\nThree.\n\f\n')
  })

  it('joins wrapped lines, makes divided words whole, and keeps a line that was ended on purpose', async () => {
    const lines = [...FULL, 'on the is-', 'land. The end.', 'Rates', 'apply.']
    expect(await textOf(lines)).toBe(
      `${FULL.join(' ')} on the is-\n\nland. The end.\n\nRates\n\napply.\n\f\n`,
    )
    expect(await textOf(['The ferry leaves the is-', 'land at noon.'])).toBe(
      'The ferry leaves the island at noon.\n\f\n',
    )
  })

  it('parts paragraphs by space, and list items by their sign', async () => {
    const lines = [
      { text: 'First.', y: 700 },
      { text: 'Still first.', y: 686 },
      { text: 'Second.', y: 660 },
      { text: 'Still second.', y: 646 },
    ]
    const items = ['- item', 'of two lines', '- other item']
    expect(await textOf(lines.slice(0, 3), lines.slice(2), items)).toBe(
      'First. Still first.\n\nSecond.\n\f\nSecond. Still second.\n\f\n- item of two lines\n\n- other item\n\f\n',
    )
  })

  it('makes headings of larger lines', async () => {
    const lines = [
      { text: 'Harbour rules', size: 24, y: 720 },
      { text: 'Mooring', size: 14, y: 690 },
      { text: 'Ropes must be doubled in a storm, and the crew must stay on board.', y: 670 },
    ]
    expect(await textOf(lines)).toBe(
      '# Harbour rules\n\n## Mooring\n\nRopes must be doubled in a storm, and the crew must stay on board.\n\f\n',
    )
  })

  it('lets a sentence run over the end of a page, which comes behind a divided word', async () => {
    expect(await textOf(['The crew must stay'], ['on board.'])).toBe('The crew must stay\fon board.\n\f\n')
    expect(await textOf(['The crew must re-'], ['main on board.'])).toBe(
      'The crew must remain\fon board.\n\f\n',
    )
    expect(await textOf(['The crew must stay.'], ['on board.'])).toBe(
      'The crew must stay.\n\f\non board.\n\f\n',
    )
  })

  it('leaves out what is repeated at the edge of the pages', async () => {
    const pages = ['One.', 'Two.', 'Three.'].map((text, at) => [
      { text: 'Harbour rules', y: 760 },
      { text, y: 400 },
      { text: `Page ${at + 1} of 3`, y: 30 },
    ])
    expect(await textOf(...pages)).toBe('One.\n\f\nTwo.\n\f\nThree.\n\f\n')
  })

  it('has the title that the file names, unless a program did', async () => {
    expect((await pageOf(makePdf([['Text.']], { title: 'Harbour rules' }))).title).toBe('Harbour rules')
    expect((await pageOf(makePdf([['Text.']], { title: 'Microsoft Word - rules.doc' }))).title).toBe(null)
  })
})

describe('a broken PDF', () => {
  const whole = Buffer.from(makePdf([['One.'], ['Two.']]))

  it('is read when only its table of objects is wrong', async () => {
    const broken = Buffer.from(whole.toString('latin1').replace(/startxref\n\d+/, 'startxref\n7'), 'latin1')
    expect(await reasonOf(broken)).toBe('One.\n\f\nTwo.\n\f\n')
  })

  it('is read when bytes stand before its header', async () => {
    expect(await reasonOf(Buffer.concat([Buffer.from('\n\nHTTP/1.1 200 OK\n\n'), whole]))).toContain('Two.')
  })

  it.each([
    [
      'encrypted',
      makePdf([['One.']], { trailer: ENCRYPTION }),
      'is a PDF that cannot be read: it is encrypted',
    ],
    ['cut off', whole.subarray(0, 60), 'is a damaged PDF'],
    ['nothing but a header', Buffer.from('%PDF-1.7\n'), 'is a damaged PDF'],
    ['noise', Buffer.from(`%PDF-1.7\n${'\x80\x01(<<['.repeat(5_000)}`, 'latin1'), 'is a damaged PDF'],
  ])('%s says so', async (_, bytes, reason) => {
    expect(await reasonOf(bytes)).toBe(reason)
  })

  it('may name itself as its own child without end', async () => {
    const looping = whole.toString('latin1').replace('/Kids [5 0 R 7 0 R]', '/Kids [2 0 R 2 0 R]')
    expect(await reasonOf(Buffer.from(looping, 'latin1'))).toBe('is a damaged PDF')
  })

  it('is not read when there are more pages than any book has', async () => {
    const pages = (count: number) => makePdf(Array.from({ length: count }, () => ['Word.']))
    expect(await reasonOf(pages(5_001))).toBe('has more than 5000 pages')
  })
})
