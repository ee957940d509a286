import { describe, expect, it } from 'vitest'
import { holdsPersonalData } from '../../../shared/text/personal-data.ts'

/** Joined here, so that no scanner takes a test for a leak. */
const joined = (...parts: string[]) => parts.join('')

const PERSONAL = [
  'Write to ada.lovelace+news@mail.engine.co.uk please',
  'what is <ADA@ENGINE.ORG>?',
  '我的邮箱是 ada@engine.cn，请回复',
  'ada＠engine.org',
  'Call +49 30 1234567',
  'Call +1 (415) 555-0132.',
  'is 0044 20 7946 0958 a scam',
  'Who has (415) 555-0132?',
  'Who has 415-555-0132?',
  '1-800-555-0132 keeps calling',
  '415.555.0132',
  'my number is 07700 900123',
  'my number is 07700900123',
  'le 06 12 34 56 78 est à qui ?',
  'Wem gehört 030 1234567?',
  'Wem gehört 030/1234567?',
  '010-62345678是谁的电话',
  '我的手机13800138000收不到短信',
  '+86 138 0013 8000',
  'Who is 98765 43210?',
  'my phone is 555 0132',
  'text me, mobile: 9876543210',
  'card 4111 1111 1111 1111 was declined',
  'card 5555-5555-5555-4444 was declined',
  'card 378282246310005 was declined',
  '银行卡6222021234567890128',
  'send it to DE89 3704 0044 0532 0130 00 today',
  'send it to gb82west12345698765432',
  '身份证11010519491231002X',
  'my SSN is 123-45-6789',
  `why does ${joined('sk-', 'abcdefghijklmnopqrstuvwx')} fail`,
  `key=${joined('sk_', 'live_', '4eC39HqLyjWDarjtT1zdp7dc')}`,
  `token ${joined('ghp_', '16C7e42F292c6912E7710c838347Ae178B4a')}`,
  `${joined('AKIA', 'IOSFODNN7EXAMPLE')} is denied`,
  `decode ${joined('eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxMjM0NTY3ODkwIn0', '.dozjgNryP4J3jVmNHl0w5N')}`,
  `Bearer ${joined('9f86d081884c7d659a2feaa0', 'c55ad015')}`,
  `secret ${joined('wJalrXUtnFEMI7K7MDENG', 'bPxRfiCYzK3Lq9')}`,
  `https://hooks.engine.org/services/${joined('wJalrXUtnFEMI7K7MDENG', 'bPxRfiCYzK3Lq9')}`,
  `secret ${joined('wJalrXUtn/FEMI7K7MDENG', '/bPxRfiCYzK3Lq9')}`,
  joined('-----BEGIN RSA ', 'PRIVATE KEY-----'),
]

const NOT_PERSONAL = [
  'What is the @Override annotation in Java?',
  'Is name@example.com a real address?',
  'git clone git@github.com:a/b.git fails',
  'Meet @ 5.30pm?',
  'Who was king from 1990 to 2010?',
  'How did 1990 2000 2010 and 2020 differ?',
  'What is ISBN 978-3-16-148410-0?',
  'What is ISBN 9783161484100?',
  'What is ISBN 0-306-40615-2?',
  'Can I buy a house for $1,250,000?',
  'Can I buy it for $ 4155550132?',
  'Is 15000000000 more than the GDP of Malta?',
  'Is 192.168.100.100 private?',
  'Is Chrome 120.0.6099.109 safe?',
  'What happened on 2024-11-23 12:30:00?',
  'What happened on 01-02-2024 10:00?',
  'What happened on 23.11.2026?',
  'What is 3.14159265358979?',
  'What is 12345678 * 87654321?',
  'Is 1234567890 prime?',
  'Is 0110100101 a byte in binary?',
  'What comes after 0 1 1 2 3 5 8 13 21?',
  'What is 4111 1111 1111 1112?',
  'What is 1732700000000 ms since the epoch?',
  'Should I call 911?',
  'What is DE89 3704 0044 0532 0130 01?',
  'What is 110105194912310021?',
  'What is 123e4567-e89b-12d3-a456-426614174000?',
  'What does sk-learn do, and scikit-learn-extra-extended?',
  'https://en.wikipedia.org/wiki/Differential_and_Absolute_Geometry_1998',
  'What does AbstractSingletonProxyFactoryBeanConfiguration2 do?',
  'What is GATTACAGATTACAGATTACAGATTACAGATTACA?',
  '2026年11月23日发生了什么',
  '',
]

describe('personal data', () => {
  it.each(PERSONAL)('is in: %s', (text) => {
    expect(holdsPersonalData(text)).toBe(true)
  })

  it.each(NOT_PERSONAL)('is not in: %s', (text) => {
    expect(holdsPersonalData(text)).toBe(false)
  })

  it('is found late in a long text', () => {
    expect(holdsPersonalData(`${'@ 1 - a '.repeat(490)}ada@engine.org`)).toBe(true)
    expect(holdsPersonalData('@ 1 - a '.repeat(500))).toBe(false)
  })
})
