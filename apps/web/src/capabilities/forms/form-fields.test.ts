import { describe, expect, it } from 'vitest'
import { checkFormValues, type FormWords, initialValues, toFormBody, toFormFields } from './form-fields.ts'

const schema = {
  type: 'object',
  required: ['measure', 'trapped', 'safe'],
  properties: {
    measure: {
      type: 'string',
      title: '封控方式',
      label: { zh: '封控方式', en: 'How it was closed' },
      widget: 'choice',
      enum: ['barrier', 'cones'],
      choices: [
        { value: 'barrier', title: { zh: '道闸', en: 'Barrier' } },
        { value: 'cones', title: { zh: '锥桶', en: 'Cones' } },
      ],
    },
    trapped: { type: 'integer', title: '被困人数', unit: '{person}', minimum: 0 },
    depth_cm: { type: 'number', title: '水深', unit: 'cm', minimum: 0, maximum: 300 },
    safe: { type: 'boolean', title: '可以通行' },
    remark: { type: 'string', title: '说明', widget: 'long-text', maxLength: 5 },
    seen: { type: 'string', format: 'date-time', title: '时间' },
    parts: { type: 'array', title: '部件' },
  },
}

const words: FormWords = {
  required: 'required',
  notNumber: 'not a number',
  notInteger: 'not whole',
  tooSmall: (limit) => `at least ${limit}`,
  tooLarge: (limit) => `at most ${limit}`,
  tooShort: (limit) => `longer than ${limit}`,
  tooLong: (limit) => `shorter than ${limit}`,
  wrongPattern: 'pattern',
}

describe('a form made from a JSON Schema', () => {
  const fields = toFormFields(schema, 'zh-CN')

  it('asks one question per property, in the schema’s order and language', () => {
    expect(fields.map((field) => [field.label, field.kind, field.required])).toEqual([
      ['封控方式', 'choice', true],
      ['被困人数', 'integer', true],
      ['水深', 'number', false],
      ['可以通行', 'switch', true],
      ['说明', 'long-text', false],
      ['时间', 'date-time', false],
      ['部件', 'json', false],
    ])
    expect(toFormFields(schema, 'en')[0]).toMatchObject({
      label: 'How it was closed',
      choices: [
        { value: 'barrier', title: 'Barrier' },
        { value: 'cones', title: 'Cones' },
      ],
    })
    expect(fields[2]?.unit).toBe('cm')
    expect(fields[1]?.unit).toBe('')
  })

  it('takes false and zero as answers, and nothing as none', () => {
    expect(checkFormValues(fields, { measure: 'cones', trapped: 0, safe: false }, words)).toEqual({})
    expect(checkFormValues(fields, { measure: '', safe: undefined }, words)).toEqual({
      measure: 'required',
      trapped: 'required',
      safe: 'required',
    })
  })

  it('says which limit was crossed', () => {
    const values = { measure: 'cones', trapped: 1.5, depth_cm: '400', safe: true, remark: '一二三四五六' }
    expect(checkFormValues(fields, values, words)).toEqual({
      trapped: 'not whole',
      depth_cm: 'at most 300',
      remark: 'shorter than 5',
    })
  })

  it('sends numbers as numbers, moments in UTC, and leaves out what was not answered', () => {
    const values = { trapped: '2', depth_cm: '', seen: '2025-06-01T08:00', parts: '["a"]', remark: undefined }
    expect(toFormBody(fields, values)).toEqual({
      trapped: 2,
      seen: '2025-06-01T00:00:00.000Z',
      parts: ['a'],
    })
  })

  it('begins with what is known, then declared defaults', () => {
    const withDefault = toFormFields(
      { properties: { a: { type: 'number', default: 3 }, b: { type: 'string', default: 'x' } } },
      'en',
    )
    expect(initialValues(withDefault, { b: 'y' })).toEqual({ a: 3, b: 'y' })
  })
})
