import { expect, it } from 'vitest'
import { parseMappings } from './mapping-lines.ts'

it('reads codes and datastreams, with a factor where there is one', () => {
  expect(parseMappings('w01018=cod*0.001\n\n w21003-Avg@2061 = nh3 ')).toEqual([
    { element: 'w01018', property: 'cod', multiply: 0.001 },
    { element: 'w21003-Avg@2061', property: 'nh3' },
  ])
  expect(parseMappings('')).toEqual([])
})

it('refuses a line that is no mapping', () => {
  expect(parseMappings('w01018')).toBeNull()
  expect(parseMappings('w01018=cod*x')).toBeNull()
})
