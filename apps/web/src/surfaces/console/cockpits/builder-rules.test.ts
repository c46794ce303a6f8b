import { componentKinds } from '@civitas/sdk'
import { describe, expect, it } from 'vitest'
import { addComponent, changeComponent } from './builder-rules.ts'

const blank = { theme: 'dark' as const, rows: 20, refreshSeconds: 10, components: [] }

describe('the canvas', () => {
  it('has at least twenty kinds, and puts each new one where there is room', () => {
    expect(componentKinds.length).toBeGreaterThanOrEqual(20)
    const one = addComponent(blank, 'number', 'A').content
    const two = addComponent(one, 'number', 'B').content
    expect(two.components.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [4, 0],
    ])
  })
  it('keeps a moved or stretched component on its 24 columns', () => {
    const { content, id } = addComponent(blank, 'line', 'A')
    expect(changeComponent(content, id, { x: 30, w: 10 }).components[0]).toMatchObject({ x: 14, w: 10 })
    expect(changeComponent(content, id, { y: -3, h: 99 }).components[0]).toMatchObject({ y: 0, h: 20 })
  })
})
