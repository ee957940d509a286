import { describe, expect, it } from 'vitest'
import { parseUsage } from '../../../functions/local/cli/usage.ts'

const parse = (line: string) => parseUsage(line.split(' ').filter(Boolean))

describe('the words of the command line', () => {
  it('are a question, with what to ingest first', () => {
    expect(parse('who built it --docs a.md --docs https://b.example/ --mode deep --json')).toEqual({
      kind: 'ask',
      question: 'who built it',
      docs: ['a.md', 'https://b.example/'],
      mode: 'deep',
      json: true,
    })
  })

  it('may be only what to ingest', () => {
    expect(parse('--docs a.md')).toMatchObject({ kind: 'ask', question: null, mode: 'auto' })
  })

  it.each([
    ['doctor', { kind: 'doctor' }],
    ['docs', { kind: 'list-documents', json: false }],
    ['docs list --json', { kind: 'list-documents', json: true }],
    ['docs remove doc_1 doc_2', { kind: 'remove-documents', ids: ['doc_1', 'doc_2'] }],
    ['purge ans_x', { kind: 'purge', what: { answer: 'ans_x' } }],
    ['purge doc_1', { kind: 'purge', what: { document: 'doc_1' } }],
    ['purge https://example.org/a', { kind: 'purge', what: { url: 'https://example.org/a' } }],
    ['purge example.org', { kind: 'purge', what: { host: 'example.org' } }],
    ['--help', { kind: 'help' }],
  ])('%j is a command', (line, usage) => {
    expect(parse(line)).toEqual(usage)
  })

  it.each([
    [
      'ingest --site https://example.org/a',
      { docs: [], site: { url: 'https://example.org/a', depth: 2, maxPages: 1_000, json: false } },
    ],
    [
      'ingest --site https://example.org --depth 0 --max-pages 5 --json',
      { docs: [], site: { url: 'https://example.org', depth: 0, maxPages: 5, json: true } },
    ],
    ['ingest a.md b', { docs: ['a.md', 'b'], site: null }],
  ])('%j takes in documents', (line, what) => {
    expect(parse(line)).toEqual({ kind: 'ingest', ...what })
  })

  it.each([
    ['ingest', 'ingest: name files, folders or pages, or a site with --site URL'],
    [
      'ingest --site file:///a',
      '--site: "file:///a" is not an http or https URL such as https://example.org/guide/',
    ],
    ['ingest --site https://a.example --depth 11', '--depth: "11" is not a whole number from 0 to 10'],
    [
      'ingest --site https://a.example --max-pages 1e3',
      '--max-pages: "1e3" is not a whole number from 1 to 100000',
    ],
    [
      'ingest --site https://a.example b.md',
      '--site: takes one site; ingest "b.md" with a command of its own',
    ],
    ['ingest a.md --depth 1', '--depth: goes with --site URL'],
  ])('%j is told what is allowed', (line, message) => {
    expect(parse(line)).toEqual({ kind: 'wrong', message })
  })

  it('are a question when they only begin like a command', () => {
    expect(parse('doctor who first aired when')).toMatchObject({ kind: 'ask' })
    expect(parse('docs about lighthouses')).toMatchObject({ kind: 'ask', question: 'docs about lighthouses' })
  })

  it.each([
    ['', 'A question is missing.'],
    ['hi --mode slow', '--mode: "slow" is not one of fast, deep'],
    ['hi --colour', "Unknown option '--colour'"],
    ['purge', 'purge: name one'],
    ['docs remove', 'docs remove: name the ids'],
  ])('%j are wrong, and the message says what', (line, message) => {
    const usage = parse(line)
    expect(usage.kind === 'wrong' && usage.message).toContain(message)
  })
})
