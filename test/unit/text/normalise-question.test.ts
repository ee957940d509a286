import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NORMALISATION_VERSION, normaliseQuestion } from '../../../shared/text/normalise-question.ts'

/** Every question of a line takes the form that stands first. */
const forms = (table: Record<string, readonly string[]>) => {
  for (const [form, questions] of Object.entries(table)) {
    for (const question of questions) expect(normaliseQuestion(question)).toBe(form)
  }
}

/** No two of them may share an answer. */
const differ = (...questions: string[]) => {
  expect(new Set(questions.map(normaliseQuestion)).size, questions.join(' | ')).toBe(questions.length)
}

describe('the form of a question', () => {
  it('is the same whatever the capitals, white space and end', () => {
    forms({
      'how do i learn french': [
        'How do I learn French?',
        'how do i learn french',
        ' How  do I\nlearn French ?',
        'HOW DO I LEARN FRENCH?!',
        'How do I learn French…',
        'How do I learn French?\u200b',
      ],
      什么是量子计算: ['什么是量子计算?', '什么是量子计算？', '什么是量子计算。', ' 什么是量子计算！'],
      用python写爬虫: ['用 Python 写爬虫？', '用Python写爬虫', '用Ｐｙｔｈｏｎ写爬虫'],
      'qué es una célula': ['¿Qué es una célula?', 'Qué es una ce\u0301lula', 'QUÉ ES UNA CÉLULA?'],
      'quelle heure est-il': ['Quelle heure est‑il\u00a0?', 'quelle heure est-il'],
      'what is c++': ['What is C++?', 'what is c++'],
      'is the price less than $1,000': ['Is the price less than $1,000?'],
    })
  })

  it('spells out contractions that mean one thing', () => {
    forms({
      'what is the rent': ["What's the rent?", 'What’s the rent?', 'What is the rent'],
      'do not they know': ["Don't they know?"],
      'i cannot say that i will not': ["I can't say that I won't", 'I cannot say that I will not.'],
      'i am sure you have seen they are here': ["I'm sure you've seen they're here"],
      "what's been done": ["What's been done?"],
      "who's eaten it": ["Who's eaten it?"],
      "the dog's and the dogs' house": ["The dog's and the dogs' house"],
      "it's over and he'd know": ["It's over and he'd know."],
    })
  })

  it('leaves quotations, code, addresses, flags and escapes as they are spelt', () => {
    forms({
      'who wrote "The Who" songs': [
        'Who wrote “The Who” songs?',
        'who wrote «The Who» songs',
        'Who wrote "The  Who" songs',
      ],
      "who said 'Don't Panic'": ["Who said 'Don't Panic'?", 'Who said ‘Don’t Panic’?'],
      '"Ich" 是什么意思': ['「Ich」 是什么意思？'],
      'what does `Foo  Bar?` do': ['What does `Foo  Bar?` do?'],
      'explain `a *` and "?"': ['Explain `a *` and "?"?'],
      'explain `a *`': ['Explain `a *`?'],
      'explain ```\nLet  X\n```': ['Explain ```\nLet  X\n```'],
      'is https://Ex.org/AbC?d=E down': ['Is https://Ex.org/AbC?d=E down?'],
      'what does chmod -R do': ['What does chmod -R do?'],
      'what is %Y and \\D in dates': ['What is %Y and \\D in dates?'],
    })
    expect(normaliseQuestion('Why?\ndef F(X):\n  return X ')).toBe('Why?\ndef F(X):\n  return X')
  })

  it('differs where the meaning does', () => {
    differ('What is C?', 'What is C++?', 'What is C#?', 'What is c?')
    differ('What does WHO do?', 'What does who do?')
    differ('Is the US rich?', 'Is the us rich?', 'Is the U.S. rich?')
    differ('What is IT?', 'what is it?')
    differ('How is AIDS treated?', 'How is aids treated?')
    differ('What is the value of G?', 'What is the value of g?')
    differ('Is Apple healthy?', 'Is apple healthy?')
    differ('Is 100 Mb much?', 'Is 100 MB much?', 'Is 100 mb much?')
    differ('Wo wohnen Sie?', 'Wo wohnen sie?')
    differ('What is 10²?', 'What is 102?', 'What is 10₂?', 'What is 10?')
    differ('What is 2½?', 'What is 21/2?', 'What is 2 1/2?')
    differ('What is ℝ?', 'What is R?')
    differ('What is 5!', 'What is 5?', 'What is -5?', 'What is 5%?', 'What is 5.0?')
    differ('What is ?.', 'What is ?', 'What is !', 'What is ...', 'What is ??')
    differ('What is $?', 'What is $', 'What is #?', 'What is .*?', 'What is .*')
    differ('Is 3.10 newer than 3.9?', 'Is 3.1 newer than 3.9?', 'Is 310 newer than 39?')
    differ('What does 😀 mean?', 'What does 😂 mean?', 'What does mean?')
    differ("Where is the girl's house?", "Where is the girls' house?", 'Where is the girls house?')
    differ('grep -v', 'grep -V', 'grep v')
    differ('youtu.be', 'https://youtu.be/aB', 'https://youtu.be/Ab')
    differ('print(A, B)', 'print(A B)', 'print(A; B)')
  })

  it('keeps what is nothing but signs', () => {
    forms({ '?': ['?', ' ? '], '???': ['???'], '': ['', '  ', '\u200b'], '?!': ['?!'] })
  })

  const PIECES = [
    ...'aBGé国用²İΣẞǅ😀\'"`’‘“”«»?!.。…-—$*5\\%+#() \n\t\u3000\u00a0\u200b\u200d\u0301\u0345',
    ...[
      'US',
      'it',
      'WHO',
      '```',
      '\n  ',
      'J\u030c',
      'ﬁ',
      'Ｃ',
      '？',
      '｀',
      '＇',
      '-R',
      '\\d',
      '%Y',
      'https://Ex.com/A',
    ],
    ...["don't", "What's", "I'm", "can't", "'ll", 'been', '5!', '?x='],
  ]

  it('is its own form', () => {
    const isStable = (text: string) => {
      const form = normaliseQuestion(text)
      expect(normaliseQuestion(form)).toBe(form)
    }
    const ofPieces = fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join(''))
    fc.assert(fc.property(ofPieces, isStable), { seed: 1, numRuns: 5_000 })
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 20 }), isStable), {
      seed: 2,
      numRuns: 2_000,
    })
  })

  it('does not depend on the case of the noise words around a question', () => {
    const plain = fc.array(fc.constantFrom('how', 'many', 'planets', 'orbit', 'the', 'sun', '8'), {
      minLength: 1,
    })
    const spaces = fc.constantFrom(' ', '  ', '\t', '\n')
    fc.assert(
      fc.property(plain, spaces, fc.constantFrom('', '?', ' ?', '.', '?!'), (words, space, end) => {
        const shown = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(space)
        expect(normaliseQuestion(`${shown}${end}`)).toBe(words.join(' '))
      }),
      { seed: 3, numRuns: 500 },
    )
  })

  it('has a version', () => {
    expect(NORMALISATION_VERSION).toBe(1)
  })
})
