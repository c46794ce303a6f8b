import { expect, it } from 'vitest'
import { blankContent, contentFaults, tidyContent } from './content.ts'

it('leaves out what was left empty where it may be, and keeps what has to be there', () => {
  const field = {
    name: 'area',
    title: '面积',
    type: 'number',
    required: false,
    hint: '',
    min: null,
    when: '',
  }
  const sent = tidyContent({ ...blankContent, fields: [{ ...field, max: 0 }], ways: [] })
  expect(sent.fields).toEqual([{ name: 'area', title: '面积', type: 'number', required: false, max: 0 }])
  expect(sent).not.toHaveProperty('ways')
  expect(sent).toMatchObject({ decision: null, materials: [], supervisor: '' })
})

it('says at which field and tab a refusal belongs', () => {
  expect(
    contentFaults([
      { path: '/content/materials/2/when', message: '不是 FEEL' },
      { path: '/body/content/promisedDays', message: '过大' },
      { path: '/content/channels/consult', message: '咨询渠道不能为空' },
      { path: '/content/decision/rules/0/inputs/1', message: '不是 FEEL 条件' },
    ]),
  ).toEqual([
    { name: ['materials', 2, 'when'], tab: 'materials', message: '不是 FEEL' },
    { name: ['promisedDays'], tab: 'limits', message: '过大' },
    { name: ['channels', 'consult'], tab: 'basics', message: '咨询渠道不能为空' },
    { name: ['decision', 'rules', 0, 'inputs', 1], tab: 'decision', message: '不是 FEEL 条件' },
  ])
})
