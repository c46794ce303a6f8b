import type { ObservationRule } from '@civitas/domain-kit'
import { expect, it } from 'vitest'
import { fromDeclared } from './active-rule.ts'
import { createTightenings, tightenRule } from './tightening.ts'

const rule = {
  ...{
    id: 'r',
    kind: 'observation',
    title: { zh: '水深', en: 'Depth' },
    thingType: 't',
    datastream: 'depth',
  },
  ...{ eventType: 'e', examples: [] },
  levels: [{ level: 'red', raise: { op: '>=', value: 50 }, clear: { op: '<', value: 40 }, holdSeconds: 0 }],
} as unknown as ObservationRule

it('moves the limits of a level together, up for what falls and down for what rises', () => {
  expect(tightenRule(rule, 20).levels[0]).toMatchObject({ raise: { value: 40 }, clear: { value: 30 } })
  const falling = {
    ...rule,
    levels: [
      { level: 'red', raise: { op: '<', value: 0.2 }, clear: { op: '>=', value: 0.25 }, holdSeconds: 0 },
    ],
  } as unknown as ObservationRule
  expect(tightenRule(falling, 10).levels[0]).toMatchObject({ raise: { value: 0.22 }, clear: { value: 0.27 } })
})

it('holds at its place until its end, the strictest of several, and leaves the rule itself alone', () => {
  const active = fromDeclared(rule)
  const before = structuredClone(rule)
  const all = createTightenings()
  const until = new Date('2025-10-04T00:00:00+08:00')
  const lake = (code: string | null) => code === '990102'
  all.set([
    { title: '一', percent: 10, until, covers: ({ divisionCode }) => lake(divisionCode) },
    { title: '二', percent: 20, until, covers: ({ divisionCode }) => lake(divisionCode) },
  ])
  const at = (divisionCode: string, time = until.getTime() - 1) =>
    all.apply(active, { divisionCode, position: null }, time)
  expect(at('990102').rule.levels[0]?.raise).toMatchObject({ value: 40 })
  expect(at('990102').version).toBe(`${active.version}+20%`)
  expect(at('990103')).toBe(active)
  expect(at('990102', until.getTime())).toBe(active)
  all.set([])
  expect(at('990102')).toBe(active)
  expect(rule).toEqual(before)
})
