import { expect, it } from 'vitest'
import { createCommitQueue } from '../../../shared/ingest/commit-queue.ts'
import type { DocumentChange } from '../../../shared/ports/documents.ts'

const remove = (id: string | number): DocumentChange => ({ kind: 'remove', id: `doc_${id}` })

/** Commits wait until they are let go, one by one. */
function scriptedDocuments() {
  const commits: { collection: string; ids: number; finish: (version: number) => void; fail: () => void }[] =
    []
  return {
    commits,
    commit: (collection: string, changes: readonly DocumentChange[]) =>
      new Promise<number>((finish, reject) => {
        commits.push({ collection, ids: changes.length, finish, fail: () => reject(new Error('no store')) })
      }),
  }
}

it('commits what waits as one row of at most 100 changes, one row after the other', async () => {
  const documents = scriptedDocuments()
  const told: [string, number][] = []
  const commit = createCommitQueue({ documents, onCommit: (...commit) => told.push(commit) })
  const versions = Promise.all(Array.from({ length: 151 }, (_, at) => commit('tenant:a', remove(at))))
  for (const version of [1, 2, 3]) {
    await expect.poll(() => documents.commits.length).toBe(version)
    documents.commits[version - 1]!.finish(version)
  }
  expect(documents.commits.map(({ ids }) => ids)).toEqual([1, 100, 50])
  const resolved = await versions
  expect([resolved[0], resolved[1], resolved[100], resolved[101], resolved[150]]).toEqual([1, 2, 2, 3, 3])
  expect(told).toEqual([
    ['tenant:a', 1],
    ['tenant:a', 2],
    ['tenant:a', 3],
  ])
})

it('keeps a row below what the store takes as one item', async () => {
  const documents = scriptedDocuments()
  const commit = createCommitQueue({ documents })
  for (let at = 0; at < 5; at++) void commit('tenant:a', remove('x'.repeat(140_000)))
  for (const version of [1, 2, 3]) {
    await expect.poll(() => documents.commits.length).toBe(version)
    documents.commits[version - 1]!.finish(version)
  }
  expect(documents.commits.map(({ ids }) => ids)).toEqual([1, 2, 2])
})

it('does not let one collection wait for another', () => {
  const documents = scriptedDocuments()
  const commit = createCommitQueue({ documents })
  void commit('tenant:a', remove(1))
  void commit('user:a/b', remove(2))
  expect(documents.commits.map(({ collection }) => collection)).toEqual(['tenant:a', 'user:a/b'])
})

it('fails only the changes of the row that failed, and goes on', async () => {
  const documents = scriptedDocuments()
  const commit = createCommitQueue({ documents })
  const first = commit('tenant:a', remove(1))
  const second = commit('tenant:a', remove(2))
  documents.commits[0]!.fail()
  await expect(first).rejects.toThrow('no store')
  await expect.poll(() => documents.commits.length).toBe(2)
  documents.commits[1]!.finish(1)
  expect(await second).toBe(1)
})
