import { expect, it } from 'vitest'
import { parseJsonLines } from '../../../shared/ingest/json-lines.ts'

const parse = (...lines: string[]) => parseJsonLines(Buffer.from(lines.join('\n')))

it('reads a document a line, and passes over empty lines and other fields', () => {
  expect(
    parse(
      '{"id": "a", "title": "Tides", "text": "They come.", "url": "https://example.org/a", "rank": 1}\r',
      '',
      '{"id": 7, "text": "They go."}',
      '{"text": "They come back."}',
    ),
  ).toEqual({
    documents: [
      { line: 1, id: 'a', title: 'Tides', text: 'They come.', url: 'https://example.org/a' },
      { line: 3, id: '7', title: null, text: 'They go.', url: null },
      { line: 4, id: 'line-4', title: null, text: 'They come back.', url: null },
    ],
    refused: [],
  })
})

it('tells what is wrong with a line and goes on', () => {
  const { documents, refused } = parse(
    '{"text": "First."}',
    '{"text": ',
    '["text"]',
    '{"title": "No text"}',
    '{"text": " "}',
    '{"text": "x", "url": "ftp://example.org"}',
    '{"id": "line-1", "text": "Same id."}',
    '{"text": "Last."}',
  )
  expect(documents.map(({ text }) => text)).toEqual(['First.', 'Last.'])
  expect(refused).toEqual([
    { line: 2, message: 'is not JSON' },
    { line: 3, message: 'Invalid input: expected object, received array' },
    { line: 4, message: 'text: Invalid input: expected string, received undefined' },
    { line: 5, message: 'text: must not be empty' },
    { line: 6, message: 'url: Invalid URL' },
    { line: 7, message: 'id: "line-1" stands in line 1 already' },
  ])
})
