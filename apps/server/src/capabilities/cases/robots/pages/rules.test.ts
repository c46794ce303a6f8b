import type { RobotStep } from '@civitas/contract'
import { describe, expect, it } from 'vitest'
import { filled, originOf, requireSteps, upToSubmit } from './rules.ts'

const origins = new Set(['http://10.0.0.8:8080'])
const open: RobotStep = { act: 'open', value: 'http://10.0.0.8:8080/new?title={title}' }

describe('steps on pages', () => {
  it('refuses another address, a host from the case, and steps that lack a part, by their path', () => {
    const refuse = (steps: RobotStep[], path: string) =>
      expect(() => requireSteps(steps, origins, '/s')).toThrow(
        expect.objectContaining({ errors: [expect.objectContaining({ path })] }),
      )
    refuse([{ act: 'open', value: 'http://10.0.0.8:9090/' }], '/s/0/value')
    refuse([{ act: 'open', value: 'http://{title}/' }], '/s/0/value')
    refuse([{ act: 'open', value: 'http://10.0.0.8:8080.evil.example/' }], '/s/0/value')
    refuse([{ act: 'open', value: 'http://10.0.0.8:8080@evil.example/' }], '/s/0/value')
    refuse([{ act: 'submit', target: '提交' }], '/s/0/act')
    refuse([open, { act: 'fill', target: '标题' }], '/s/1/value')
    refuse([open, { act: 'fill', target: '标题', value: '{read.number}' }], '/s/1/value')
    requireSteps(
      [open, { act: 'read', target: '受理号', as: 'number' }, { act: 'see', value: '{read.number}' }],
      origins,
      '/s',
    )
  })

  it('escapes words in an address and nowhere else', () => {
    expect(filled('?a={title}', { title: 'a&b' }, true)).toBe('?a=a%26b')
    expect(filled('{title}', { title: 'a&b' })).toBe('a&b')
  })

  it('takes an origin only', () => {
    expect(originOf('https://a.example:443/x', '/o')).toBe('https://a.example')
    expect(() => originOf('file:///etc/passwd', '/o')).toThrow()
  })

  it('looks ahead to the next submission, that one included, and not past another page', () => {
    const fill: RobotStep = { act: 'fill', target: '标题', value: 'x' }
    const submit: RobotStep = { act: 'submit', target: '提交' }
    expect(upToSubmit([open, fill, submit, fill], 1)).toEqual([fill, submit])
    expect(upToSubmit([open, fill, open, submit], 1)).toEqual([fill])
    expect(upToSubmit([open, fill], 1)).toEqual([fill])
  })
})
