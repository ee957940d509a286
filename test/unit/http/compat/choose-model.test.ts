import { describe, expect, it } from 'vitest'
import { chooseModel } from '../../../../functions/http/compat/choose-model.ts'
import type { ModelList } from '../../../../shared/api/models.ts'

const MODELS: ModelList = {
  object: 'list',
  data: [
    {
      ...{ id: 'r1', object: 'model', created: 1, owned_by: 'openai-compatible', modes: ['deep'] },
      ...{ capabilities: {}, context_tokens: null, state: 'available', running: 0, queued: 0 },
      tried_again_at: null,
    },
  ],
}

describe('the model that a client names', () => {
  it.each([
    ['is the alias', ['r1'], null, { model: 'r1', mode: 'auto' }],
    ['is the alias wherever it stands', ['gpt-5', 'r1'], null, { model: 'r1', mode: 'auto' }],
    ["is Sonar's way of answering", ['sonar-reasoning-pro'], null, { model: null, mode: 'deep' }],
    ["is the Agent API's preset", [null, 'fast-search'], null, { model: null, mode: 'fast' }],
    ["leaves the choice, where it is another vendor's", ['gpt-5'], null, { model: null, mode: 'auto' }],
    ['yields to the effort that is asked for', ['sonar'], 'high', { model: null, mode: 'deep' }],
    ['is not moved by an effort of no meaning', ['sonar'], 'medium', { model: null, mode: 'fast' }],
    ['is no word of the language', ['constructor'], '__proto__', { model: null, mode: 'auto' }],
  ] as const)('%s', (_, names, effort, choice) => {
    expect(chooseModel(names, effort, MODELS)).toEqual(choice)
  })
})
