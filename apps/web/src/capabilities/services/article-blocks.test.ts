import { expect, it } from 'vitest'
import { readBlocks } from './article-blocks.ts'

it('reads heads, paragraphs, lists and links', () => {
  const blocks = readBlocks('## 一、总则\n\n见[指南](/portal/services/a)。\n\n- 甲\n- 乙')
  expect(blocks).toEqual([
    { kind: 'head', text: [{ words: '一、总则' }] },
    {
      kind: 'paragraph',
      text: [{ words: '见' }, { words: '指南', link: '/portal/services/a' }, { words: '。' }],
    },
    { kind: 'list', items: [[{ words: '甲' }], [{ words: '乙' }]] },
  ])
})

it('leaves an address of another kind as words', () => {
  expect(readBlocks('[点](javascript:alert(1))[点](//evil.example)')).toEqual([
    { kind: 'paragraph', text: [{ words: '[点](javascript:alert(1))[点](//evil.example)' }] },
  ])
})
