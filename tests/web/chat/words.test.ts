import { describe, expect, test } from 'vitest'
import { blocksOf, piecesOf } from '../../../apps/web/src/chat/words.ts'

describe('blocksOf', () => {
  test('paragraphs, headings, lists and code are told apart', () => {
    const text = [
      '## What I found',
      'Two things',
      'are wrong:',
      '',
      '- the first',
      '  goes on',
      '- the second',
      '',
      '1. do this',
      '2. then that',
      '```yaml',
      'id: lint',
      '',
      '- not a list',
      '```',
      'That is all.',
    ].join('\n')
    expect(blocksOf(text)).toEqual([
      { kind: 'heading', text: 'What I found' },
      { kind: 'paragraph', text: 'Two things\nare wrong:' },
      { kind: 'list', isOrdered: false, items: ['the first\ngoes on', 'the second'] },
      { kind: 'list', isOrdered: true, items: ['do this', 'then that'] },
      { kind: 'code', text: 'id: lint\n\n- not a list' },
      { kind: 'paragraph', text: 'That is all.' },
    ])
  })

  test('code whose end has not come yet is code already', () => {
    expect(blocksOf('Look:\n```\nid: li')).toEqual([
      { kind: 'paragraph', text: 'Look:' },
      { kind: 'code', text: 'id: li' },
    ])
  })

  test('a longer fence holds a shorter one', () => {
    expect(blocksOf('````\n```\n````\nend')).toEqual([
      { kind: 'code', text: '```' },
      { kind: 'paragraph', text: 'end' },
    ])
  })

  test('HTML, links and pictures are words and nothing else', () => {
    const text = '<img src=x onerror=alert(1)> [here](javascript:alert(1)) ![](https://a.b/c.png)'
    expect(blocksOf(text)).toEqual([{ kind: 'paragraph', text }])
    expect(piecesOf(text)).toEqual([{ kind: 'text', text }])
  })

  test('nothing is no block', () => {
    expect([blocksOf(''), blocksOf('\n \n')]).toEqual([[], []])
  })
})

describe('piecesOf', () => {
  test('code and stressed words are told apart from the rest', () => {
    expect(piecesOf('Run `npm test`, **then** rest')).toEqual([
      { kind: 'text', text: 'Run ' },
      { kind: 'code', text: 'npm test' },
      { kind: 'text', text: ', ' },
      { kind: 'strong', text: 'then' },
      { kind: 'text', text: ' rest' },
    ])
  })

  test('stars inside code, and marks without a partner, stay as they are', () => {
    expect(piecesOf('`a**b**` and `open **too')).toEqual([
      { kind: 'code', text: 'a**b**' },
      { kind: 'text', text: ' and `open **too' },
    ])
  })
})
