import type { TemplateContent } from '@civitas/contract'
import { describe, expect, it } from 'vitest'
import { faultsOf, fillIn, previewOf, wrongValues } from './rules.ts'

const content: TemplateContent = {
  ...{ name: '停水', category: 'notice', signature: '云川水务', title: '{{place}}停水' },
  text: '{{place}}因{{why}}停水，预计{{until}}恢复。',
  variables: ['place', 'why', 'until'].map((name) => ({ name, title: name, example: name })),
}

describe('a template', () => {
  it('names places nobody declared and variables nobody uses', () => {
    expect(faultsOf(content)).toEqual([])
    const wrong = {
      ...content,
      text: '{{place}}{{who}}',
      variables: [...content.variables, ...content.variables],
    }
    expect(faultsOf(wrong).map((one) => one.path)).toEqual([
      '/body/text',
      '/body/variables/1/name',
      '/body/variables/2/name',
      '/body/variables/3/name',
      '/body/variables/4/name',
      '/body/variables/5/name',
    ])
  })

  it('wants a value for each variable and knows no others', () => {
    expect(wrongValues(content, { place: '幸福路', why: ' ', other: 'x' }).map((one) => one.path)).toEqual([
      '/body/values/why',
      '/body/values/until',
      '/body/values/other',
    ])
  })

  it('does not fill places that come in with a value', () => {
    expect(fillIn('{{a}}-{{ b }}', { a: '{{b}}', b: '2' })).toBe('{{b}}-2')
  })

  it('shows an SMS with its signature and counts what it is charged as', () => {
    const preview = previewOf(content, { place: '幸福路', why: '抢修', until: '今晚' })
    const sms = preview.channels.find((one) => one.channel === 'sms')
    expect(sms).toEqual({ channel: 'sms', text: '【云川水务】幸福路因抢修停水，预计今晚恢复。', segments: 1 })
    const long = previewOf(content, { place: '路'.repeat(80), why: '抢修', until: '今晚' })
    expect(long.channels.find((one) => one.channel === 'sms')?.segments).toBe(2)
    expect(long.channels.find((one) => one.channel === 'voice')?.text).toContain('停水。路')
  })
})
