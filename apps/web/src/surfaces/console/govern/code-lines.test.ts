import { describe, expect, it } from 'vitest'
import { parseCodes } from './code-lines.ts'

describe('codes in lines', () => {
  it('are code, name and other words', () => {
    expect(parseCodes('1，男性，男\n\n2,女性\n')).toEqual({
      codes: [
        { code: '1', name: '男性', synonyms: ['男'] },
        { code: '2', name: '女性' },
      ],
    })
  })

  it('are refused at the first line without a name, or with a code that was there', () => {
    expect(parseCodes('1，男性\n2')).toMatchObject({ bad: 2 })
    expect(parseCodes('1，男性\n1，女性')).toMatchObject({ bad: 2 })
  })
})
