import { describe, expect, it } from 'vitest'
import { createPageReader } from '../../../shared/adapters/pages/page-reader.ts'

const reader = createPageReader({ fetchAllow: [] })
const parse = (bytes: Uint8Array | string, name: string) =>
  reader.parse(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, { name, origin: null })
const latin1 = (text: string) => Buffer.from(text, 'latin1')

describe('text files', () => {
  it('are kept verbatim but for a byte order mark', async () => {
    expect(await parse('\ufeff# Leave\r\n\r\n<p>Ask  *first*.\r\n\t\r\n', 'leave.md')).toEqual({
      kind: 'page',
      page: {
        url: null,
        title: 'Leave',
        text: '# Leave\r\n\r\n<p>Ask  *first*.\r\n\t\r\n',
        language: null,
        site: null,
        published: null,
      },
    })
  })

  it.each([
    ['# [Leave](leave.md) **policy** #\ntext', 'Leave policy'],
    ['```sh\n# not this\n```\n\n## This one', 'This one'],
    ['Handbook\n========\n\ntext', 'Handbook'],
    ['\n  A short first line\nmore', 'A short first line'],
    ['word '.repeat(40), 'notes.txt'],
  ])('take their title from %j', async (text, title) => {
    expect(await parse(text, 'notes.txt')).toMatchObject({ page: { title } })
  })

  it.each([
    ['UTF-16 with a mark', Buffer.from('\ufeffGezeiten', 'utf16le'), 'Gezeiten'],
    ['windows-1252', latin1('caf\xe9 \x93cr\xe8me\x94, a small place'), 'café “crème”, a small place'],
    ['UTF-8 with one broken byte', Buffer.from([...Buffer.from('äöüßáéíóúàèì'), 0xff]), 'äöüßáéíóúàèì\ufffd'],
  ])('are decoded: %s', async (_, bytes, text) => {
    expect(await parse(bytes, 'a.txt')).toMatchObject({ kind: 'page', page: { text } })
  })

  it('may speak of charsets in their text', async () => {
    expect(await parse('Write `<meta charset="gbk">` — always.', 'a.md')).toMatchObject({
      page: { text: 'Write `<meta charset="gbk">` — always.' },
    })
  })
})

describe('what is no text', () => {
  it.each([
    ['sheet.csv', latin1('PK\x03\x04....xl/workbook.xml'), 'XLSX; XLSX'],
    ['a.txt', latin1('PK\x03\x04....a.csv'), 'ZIP archive; ZIP archive'],
    ['a.html', latin1('\x89PNG\r\n'), 'PNG image; PNG image'],
    ['tool', latin1('\x7fELF'), 'program; program'],
    ['a.gz', latin1('\x1f\x8b\x08'), 'gzip archive; gzip archive'],
  ])('%s is named after its bytes', async (name, bytes, format) => {
    expect(await parse(bytes, name)).toMatchObject({
      kind: 'unreadable',
      error: { code: 'file_not_text', message: `"${name}" looks like ${format} is not supported yet.` },
    })
  })

  it.each([
    ['report.txt', latin1('%PDF-1.4\nall printable'), 'is a damaged PDF'],
    ['report.md', latin1('PK\x03\x04....word/document.xml'), 'is a damaged DOCX'],
  ])('%s is read after its bytes, and told to be broken', async (name, bytes, reason) => {
    expect(await parse(bytes, name)).toMatchObject({
      kind: 'unreadable',
      error: { code: 'file_not_text', message: `"${name}" ${reason}.` },
    })
  })

  it('may be spoken of by a text', async () => {
    const text = 'A PDF begins with %PDF-1.7.'
    expect(await parse(text, 'notes.md')).toMatchObject({ page: { text } })
  })

  it.each([
    ['NUL bytes', latin1('text\0text')],
    ['control bytes and broken UTF-8', latin1('\x01\x02\xff\xfe\xfd')],
    ['GBK without a declaration', Buffer.from([0xb3, 0xb1, 0xcf, 0xab, 0xb3, 0xb1, 0xcf, 0xab])],
  ])('%s are refused', async (_, bytes) => {
    expect(await parse(bytes, 'a.txt')).toMatchObject({
      kind: 'unreadable',
      error: { code: 'file_not_text' },
    })
  })
})

describe('HTML files', () => {
  it.each([
    ['page.HTM', '<title>Bay</title><p>High tide.</p>'],
    ['page', '\n<!-- saved --><!DOCTYPE html><title>Bay</title><p>High tide.</p>'],
    ['page.txt', '<html><title>Bay</title><p>High tide.</p></html>'],
  ])('are told from bytes or name: %s', async (name, html) => {
    expect(await parse(html, name)).toMatchObject({ page: { title: 'Bay', text: 'High tide.' } })
  })

  it('too deep to parse are too large', async () => {
    expect(await parse('<div>'.repeat(50_000), 'deep.html')).toMatchObject({
      error: { code: 'file_too_large', message: '"deep.html" nests its elements too deeply.' },
    })
  })
})

it.each(['', ' \n\t', '\ufeff'])('calls the file %j empty', async (text) => {
  expect(await parse(text, 'a.txt')).toMatchObject({ kind: 'unreadable', error: { code: 'page_empty' } })
})
