import fc from 'fast-check'

const bits = [
  ...[
    'word',
    'Word',
    'e.g.',
    'Dr.',
    '3.5',
    '.',
    '!',
    '?',
    '…',
    '。',
    '”',
    '"',
    ')',
    ']',
    '[1]',
    '汉字',
    '한국',
    '😀',
    'é',
  ],
  ...[' ', '  ', '\t', '\n', '\r\n', '\n\n', '\u3000', '\u00a0'],
  ...['# ', '## ', '\n### ', '\n- ', '\n1. ', '\n| a |', '\n```\n', '\n~~~', '\n===\n', '\n---\n', '> '],
]

/** Texts that hold what the rules look at, in any order, with lone surrogates now and then. */
export const textWithStructure = fc
  .array(
    fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...bits) },
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    {
      maxLength: 120,
    },
  )
  .map((parts) => parts.join(''))
