import { rmSync } from 'node:fs'
import sqlite, { type Database, type Statement } from 'node-sqlite3-wasm'
import { rollBackJournal } from './roll-back-journal.ts'

/** Raise it when the tables, or the terms that text is cut into, change: older files start empty. */
const SCHEMA_VERSION = 2

/**
 * The journal alone makes a transaction whole after kill -9; what the disk itself has kept after a power
 * cut does not matter for a derived copy. The process is alone, so the lock is taken once.
 */
const SETTINGS = `
  PRAGMA page_size = 8192;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = TRUNCATE;
  PRAGMA synchronous = OFF;
  PRAGMA cache_size = -16000;`

/** The tokens come normalised and joined by spaces; "c++", "c#" and "3.5" are one token each. */
const TABLES = `
  CREATE TABLE meta (version INTEGER NOT NULL);
  INSERT INTO meta VALUES (0);
  CREATE TABLE documents (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, origin TEXT, site TEXT,
    language TEXT, published TEXT, content_hash TEXT NOT NULL, stemmed_as TEXT NOT NULL, passages INTEGER NOT NULL);
  CREATE INDEX documents_by_language ON documents (stemmed_as);
  CREATE TABLE passages (
    number INTEGER PRIMARY KEY, document INTEGER NOT NULL, ordinal INTEGER NOT NULL, heading TEXT NOT NULL,
    text TEXT NOT NULL, "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, page INTEGER);
  CREATE INDEX passages_by_document ON passages (document, ordinal);
  CREATE VIRTUAL TABLE words USING fts5 (
    title, heading, body, content = '', contentless_delete = 1, tokenize = "ascii tokenchars '+#.'");
  CREATE VIRTUAL TABLE word_counts USING fts5vocab (words, row);
  INSERT INTO words (words, rank) VALUES ('rank', 'bm25(2.0, 1.5, 1.0)');
  PRAGMA user_version = ${SCHEMA_VERSION};`

const QUERIES = {
  version: 'SELECT version FROM meta',
  setVersion: 'UPDATE meta SET version = ?',
  documents: 'SELECT count(*) FROM documents',
  passages: 'SELECT coalesce(sum(passages), 0) FROM documents',
  languages:
    'SELECT stemmed_as AS language FROM documents GROUP BY stemmed_as ORDER BY count(*) DESC LIMIT ?',
  documentNumber: 'SELECT number FROM documents WHERE id = ?',
  addDocument: `INSERT INTO documents (id, title, origin, site, language, published, content_hash, stemmed_as, passages)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  addPassage: `INSERT INTO passages (document, ordinal, heading, text, "start", "end", page)
    VALUES (?, ?, ?, ?, ?, ?, ?)`,
  addWords: 'INSERT INTO words (rowid, title, heading, body) VALUES (?, ?, ?, ?)',
  removeWords: 'DELETE FROM words WHERE rowid IN (SELECT number FROM passages WHERE document = ?)',
  removePassages: 'DELETE FROM passages WHERE document = ?',
  removeDocument: 'DELETE FROM documents WHERE number = ?',
  wordCount: 'SELECT doc FROM word_counts WHERE term = ?',
  search: `
    SELECT -best.rank AS score, d.id, d.title, d.origin, d.site, d.language, d.published, d.content_hash,
      p.ordinal, p.heading, p.text, p."start", p."end", p.page
    FROM (SELECT rowid, rank FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?) AS best
    JOIN passages AS p ON p.number = best.rowid
    JOIN documents AS d ON d.number = p.document
    ORDER BY best.rank, best.rowid`,
  passagesOf: `
    SELECT d.id, p.ordinal, p.heading, p.text, p."start", p."end", p.page
    FROM documents AS d JOIN passages AS p ON p.document = d.number
    WHERE d.id = ? ORDER BY p.ordinal LIMIT ?`,
}

/** The open file of one collection. Synchronous: every call blocks the process. */
export type CollectionFile = {
  query: Record<keyof typeof QUERIES, Statement>
  /** Runs `change` in one transaction: all of it, or nothing when it throws or the process dies. */
  transaction(change: () => void): void
  close(): void
}

/** Opens a collection's file, and makes an empty one of what is missing, damaged or of another schema. */
export function openCollectionFile(file: string): CollectionFile {
  // The owner of the folder is one process: a lock that is there now was left by one that was killed.
  rmSync(`${file}.lock`, { recursive: true, force: true })
  try {
    rollBackJournal(file)
    return open(file)
  } catch {
    removeCollectionFile(file)
    return open(file)
  }
}

/** The first column of the first row; null when there is none. Runs to the end: `get` would stay open. */
export function firstNumber(statement: Pick<Statement, 'all'>, values: string[] = []): number | null {
  const [row] = statement.all(values)
  return row ? Number(Object.values(row)[0]) : null
}

export function removeCollectionFile(file: string): void {
  for (const suffix of ['', '-journal', '.lock']) rmSync(`${file}${suffix}`, { recursive: true, force: true })
}

function open(file: string): CollectionFile {
  const database = new sqlite.Database(file)
  const statements: Statement[] = []
  const prepare = (sql: string) => {
    const statement = database.prepare(sql)
    statements.push(statement)
    return statement
  }
  const close = () => {
    for (const statement of statements) finalize(statement)
    database.close()
  }
  try {
    database.exec(SETTINGS)
    const schema = firstNumber(prepare('PRAGMA user_version'))
    const tables = firstNumber(prepare('SELECT count(*) FROM sqlite_schema'))
    if (schema === 0 && tables === 0) runTransaction(database, () => database.exec(TABLES))
    else if (schema !== SCHEMA_VERSION) throw new Error(`the index file has schema version ${schema}`)
    const query = Object.fromEntries(
      Object.entries(QUERIES).map(([name, sql]) => [name, prepare(sql)]),
    ) as CollectionFile['query']
    firstNumber(query.version)
    return { query, close, transaction: (change) => runTransaction(database, change) }
  } catch (thrown) {
    close()
    throw thrown
  }
}

/** Finalizing tells the statement's last failure once more, which was thrown already. */
function finalize(statement: Statement): void {
  try {
    statement.finalize()
  } catch (thrown) {
    if (!statement.isFinalized) throw thrown
  }
}

function runTransaction(database: Database, change: () => void): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    change()
    database.exec('COMMIT')
  } catch (thrown) {
    if (database.inTransaction) database.exec('ROLLBACK')
    throw thrown
  }
}
