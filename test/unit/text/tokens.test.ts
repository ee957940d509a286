import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { questionTerms, tokens } from '../../../shared/text/tokens.ts'

describe('the index terms of a text', () => {
  it.each([
    ['en', 'The Cities were RUNNING late', ['the', 'citi', 'were', 'run', 'late']],
    ['de', 'Die Häuser der Straßen', ['die', 'haus', 'der', 'strass']],
    ['es', 'las canciones de México', ['las', 'cancion', 'de', 'mexic']],
    ['fr', "L'homme d’État", ['l', 'homm', 'd', 'etat']],
    ['it', "dell'arte", ['dell', 'arte']],
    ['ru', 'в городах Ёлка', ['в', 'город', 'елк']],
    ['ar', 'الكِتَابُ', ['كتاب']],
    ['pl', 'Żółte książki', ['zołte', 'ksiazki']],
    ['zh', '计算专业', ['计算', '专业']],
    ['ko', '서울은', ['서울은', '서울', '울은']],
    ['ja', '東京の人口', ['東京', 'の', '人口']],
  ])('are stems by the rules of %s: "%s"', (language, text, terms) => {
    expect(tokens(text, language)).toEqual(terms)
  })

  it('are the same for characters that look the same', () => {
    expect(tokens('Ｈａｒｂｏｕｒ ﬁne １２', 'en')).toEqual(['harbour', 'fine', '12'])
  })

  it('keep words with apostrophes in one piece, without the genitive', () => {
    expect(tokens("Don't touch Obama's or Lloyd’s", 'en')).toEqual(['dont', 'touch', 'obama', 'or', 'lloyd'])
  })

  it('keep numbers, and take the commas out of thousands', () => {
    expect(tokens('3.5% of 1,000,000.25 in 1,2 or 10.04.1', 'en')).toEqual([
      '3.5',
      'of',
      '1000000.25',
      'in',
      '1',
      '2',
      'or',
      '10.04.1',
    ])
  })

  it('keep what programmers and abbreviations need', () => {
    expect(tokens('Node.js, C++, C# and a U.S. gpt-4o foo+bar', 'en')).toEqual([
      'node',
      'js',
      'c++',
      'c#',
      'and',
      'a',
      'us',
      'gpt',
      '4o',
      'foo',
      'bar',
    ])
  })

  it('stem a Latin word in a text of another script as English', () => {
    expect(tokens('部署Kubernetes集群', 'zh')).toEqual(['部署', 'kubernet', '集群'])
    expect(tokens('города Cities', 'ru')).toEqual(['город', 'citi'])
  })

  it('add the pairs of a long Chinese word, so that a part of it is found', () => {
    expect(tokens('高速公路', 'zh')).toEqual(['高速公路', '高速', '速公', '公路'])
  })

  it('take a language tag with script and region', () => {
    expect(tokens('running', 'en-GB')).toEqual(['run'])
    expect(questionTerms('什麼是文物', 'zh-Hant-TW')).toEqual(['文物'])
  })

  it('leave out data that nobody types', () => {
    expect(tokens(`key ${'a1b2'.repeat(40)} end`, 'en')).toEqual(['key', 'end'])
  })

  it('never hold white space, quotes or an empty string', () => {
    const language = fc.constantFrom('en', 'fr', 'zh', 'ru', 'xx', '')
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), language, (text, of) => {
        for (const token of tokens(text, of)) expect(token).toMatch(/^[\p{L}\p{M}\p{N}.+#]+$/u)
      }),
    )
  })
})

describe('the terms of a question', () => {
  it.each([
    ['en', 'Who wrote Hamlet, and when was Hamlet written?', ['wrote', 'hamlet', 'written']],
    ['de', 'Wie viele Einwohner hat Berlin?', ['einwohn', 'berlin']],
    ['es', '¿Cuántos habitantes tiene Madrid?', ['habit', 'madr']],
    ['fr', "Qu'est-ce que l'inflation ?", ['inflat']],
    ['ru', 'Сколько мостов в городе?', ['мост', 'город']],
    ['zh', '谁写了红楼梦？', ['写', '红楼梦']],
    ['zh', '什么是量子计算', ['量子', '计算']],
    ['ja', '富士山の高さは何ですか', ['富士山', '高']],
  ])('leave out stop words and question words of %s: "%s"', (language, question, terms) => {
    expect(questionTerms(question, language)).toEqual(terms)
  })

  it('are all words when each of them is a stop word', () => {
    expect(questionTerms('The Who', 'en')).toEqual(['the', 'who'])
    expect(questionTerms('', 'en')).toEqual([])
  })

  it('keep numbers, and names that look like stop words', () => {
    expect(questionTerms('2024年1月的US GDP', 'zh')).toEqual(['2024', '年', '1', '月', 'us', 'gdp'])
  })

  it('can be stemmed for the documents of another language', () => {
    expect(questionTerms('Was kosten die Häuser?', 'de', 'en')).toEqual(['kosten', 'hauser'])
  })
})
