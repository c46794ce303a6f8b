import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runTck } from './run-tck.ts'

const cases = join(import.meta.dirname, 'cases')

it('DMN 1.3 §§ 8.2, 10.4: cases in the layout of the public TCK', () => {
  const results = runTck(cases)
  expect(results.filter((one) => !one.passed)).toEqual([])
  expect(results).toHaveLength(4)
})

it('a case that expects something else does not pass', () => {
  const folder = mkdtempSync(join(tmpdir(), 'civitas-dmn-'))
  cpSync(join(cases, 'deed-tax'), folder, { recursive: true })
  const file = join(folder, 'deed-tax-test-01.xml')
  writeFileSync(file, readFileSync(file, 'utf8').replace('12345.68', '12345.67'))
  expect(runTck(folder).filter((one) => !one.passed)).toMatchObject([
    { name: 'deed-tax-test-01.xml 001 Deed Tax', says: '12345.68, expected 12345.67' },
  ])
  rmSync(folder, { recursive: true })
})
