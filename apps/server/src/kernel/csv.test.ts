import { expect, it } from 'vitest'
import { toCsv } from './csv.ts'

it('quotes what must be quoted and lets no text become a formula', () => {
  expect(
    toCsv([
      ['名称', 'a,b', 'say "x"'],
      ['=1+1', '-118.3', -5, '@x', '-甲'],
    ]),
  ).toBe('\uFEFF名称,"a,b","say ""x"""\r\n\'=1+1,-118.3,-5,\'@x,\'-甲\r\n')
})
