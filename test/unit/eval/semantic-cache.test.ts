import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { semanticCacheSuite } from '../../eval/suites/semantic-cache.ts'

it('counts accepted pairs by label', async () => {
  const data = await mkdtemp(path.join(tmpdir(), 'ingot-test-pairs-'))
  try {
    const pairs = [
      { a: 'How do I open the hatch?', b: 'how do i open the hatch', label: 1 },
      { a: 'How do I open the hatch?', b: 'How do I close the hatch?', label: 0 },
      { a: 'How tall is the tower?', b: 'Who wrote the anthem of Peru?', label: 0 },
    ]
    const lines = pairs.map((pair) => JSON.stringify(pair)).join('\n')
    await writeFile(path.join(data, 'polarity_authored.jsonl'), lines)
    const figures = await semanticCacheSuite({ data, set: undefined, baseline: false })
    expect(figures).toMatchObject({
      polarity_authored: {
        pairs: 3,
        recall: { value: 1 },
        accepted: { value: 0, low: 0, high: expect.closeTo(0.6576, 3) },
        // What goes by the cosine opens the hatch for whom it should close it.
        cosine_recall: { value: 1 },
        cosine_90_recall: { value: 1 },
        cosine_90_accepted: { value: 0.5 },
      },
    })
  } finally {
    await rm(data, { recursive: true, force: true })
  }
})
